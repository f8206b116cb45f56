// Sets dark or light before anything is drawn, if the user chose one; else the system's holds.
{
  const chosen = localStorage.getItem("llamajar.theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
}

package io.llamajar.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser, without a window, that a test uses as a person would. */
final class Browser implements AutoCloseable {
  private static final List<String> PROGRAMS = List.of("chromium", "chromedriver");
  private static final String MISSING =
      "There is no browser on the PATH: install Debian's chromium and chromium-driver";
  private static final Path PHOTOGRAPHS = Path.of("target", "photographs");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  // Says at every start that it knows no such new browser; what we use of it works all the same.
  private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts it. Where there is none the test is skipped; or fails, with -Dbrowser=required.
   *
   * <p>-Dbrowser=none skips it anyway.
   */
  static Browser start() {
    String wish = System.getProperty("browser", "");
    assumeFalse(wish.equals("none"), "-Dbrowser=none");
    assumeTrue(wish.equals("required") || PROGRAMS.stream().allMatch(Browser::exists), MISSING);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium"));
    // No sandbox: it wants more rights than a container gives, and sees only pages of ours.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--window-size=1280,860", "--hide-scrollbars", "--lang=en");
    options.setCapability("goog:loggingPrefs", everything());
    DEVTOOLS.setLevel(Level.OFF);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(program("chromedriver")).build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static LoggingPreferences everything() {
    LoggingPreferences preferences = new LoggingPreferences();
    preferences.enable(LogType.BROWSER, Level.ALL);
    return preferences;
  }

  private static boolean exists(String program) {
    return find(program, System.getenv("PATH")).isPresent();
  }

  private static File program(String name) {
    return find(name, System.getenv("PATH")).orElseThrow(() -> new AssertionError(MISSING));
  }

  private static Optional<File> find(String program, @Nullable String path) {
    return Stream.of(Optional.ofNullable(path).orElse("").split(File.pathSeparator))
        .map(folder -> new File(folder, program))
        .filter(File::canExecute)
        .findFirst();
  }

  /** Opens an address and waits until the page has put itself together. */
  void open(String address) {
    driver.get(address);
    awaitReady();
  }

  void reload() {
    driver.navigate().refresh();
    awaitReady();
  }

  private void awaitReady() {
    await(() -> !all("html[data-ready]").isEmpty());
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  String text(String selector) {
    return find(selector).getText();
  }

  /** What is written in a field. */
  String value(String selector) {
    return Optional.ofNullable(find(selector).getDomProperty("value")).orElseThrow();
  }

  /** What stands in a field as long as nothing is written there. */
  String hint(String selector) {
    return Optional.ofNullable(find(selector).getDomProperty("placeholder")).orElseThrow();
  }

  List<String> texts(String selector) {
    return all(selector).stream().map(WebElement::getText).toList();
  }

  boolean shows(String selector) {
    return all(selector).stream().anyMatch(WebElement::isDisplayed);
  }

  void click(String selector) {
    find(selector).click();
  }

  /** Writes into a field in place of what is in it. */
  void fill(String selector, String text) {
    find(selector).sendKeys(Keys.chord(Keys.CONTROL, "a"), text.isEmpty() ? Keys.DELETE : text);
  }

  /** Types wherever the focus is. */
  void type(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Asks the model something, with the keyboard. */
  void ask(String text) {
    find("#prompt").sendKeys(text, Keys.ENTER);
  }

  /** Waits until an answer is complete. */
  void awaitAnswer() {
    await(() -> shows("#send") && !all(".answer").isEmpty());
  }

  void await(Supplier<Boolean> condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      assertThat(System.nanoTime())
          .as("waited in vain; the browser says %s", log())
          .isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static boolean holds(Supplier<Boolean> condition) {
    try {
      return condition.get();
    } catch (StaleElementReferenceException | NoSuchElementException e) {
      return false; // the page was just drawing
    }
  }

  Object script(String script, Object... arguments) {
    return Optional.ofNullable(driver.executeScript(script, arguments)).orElse("");
  }

  /** The element that has the focus, by its id or class. */
  String focused() {
    return (String)
        script("const e = document.activeElement; return e.id || e.className || e.localName");
  }

  /** What the browser complained of since this was last asked. */
  List<String> log() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  /** Sets what the system would: the size, and dark or light. */
  void emulate(int width, int height, String scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    prefer("prefers-color-scheme", scheme);
  }

  /** Says, as a system would, what its user prefers. */
  void prefer(String what, String value) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", what, "value", value))));
  }

  void photograph(String name) {
    try {
      Files.createDirectories(PHOTOGRAPHS);
      Files.write(PHOTOGRAPHS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Clicks on what gives a file, and waits until it lies in the folder. */
  Path download(String selector, Path folder, String name) {
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toString()));
    click(selector);
    Path file = folder.resolve(name);
    await(() -> Files.exists(file)); // it gets its name when it is complete
    return file;
  }

  @Override
  public void close() {
    try {
      driver.quit();
    } catch (WebDriverException e) {
      throw new AssertionError("The browser does not end", e);
    }
  }
}

package io.llamajar.chat.jinja;

/** A text that is HTML already, so that it is not escaped again. */
record Markup(String text) {

  /** Any value as HTML. */
  static Markup escape(Object value) {
    return value instanceof Markup markup ? markup : new Markup(escapeText(Repr.str(value)));
  }

  private static String escapeText(String text) {
    StringBuilder html = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&#34;");
        case '\'' -> html.append("&#39;");
        default -> html.append(c);
      }
    }
    Meter.checkLength(html.length());
    return html.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}

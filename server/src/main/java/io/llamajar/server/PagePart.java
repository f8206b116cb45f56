package io.llamajar.server;

import io.llamajar.server.page.Page;
import io.llamajar.server.page.PageFile;

/** The web page, or one of its files. They hold nothing secret, so they are shown without a key. */
final class PagePart implements Endpoint {
  private final Page page;
  private final String folder;

  PagePart(Page page, String folder) {
    this.page = page;
    this.folder = folder;
  }

  @Override
  public void answer(Exchange exchange) {
    PageFile file =
        page.file(folder + exchange.rest())
            .orElseThrow(
                () -> ApiException.notFound("The web page has no such file; reload the page"));
    file.headers().forEach(exchange::setHeader);
    if (exchange.header("If-None-Match").filter(file::isKnownTo).isPresent()) {
      exchange.replyUnchanged();
    } else {
      exchange.reply(200, file.type(), file.content());
    }
  }
}

package io.llamajar.server.page;

import java.util.Map;
import java.util.Objects;

/**
 * A file of the web page, as it is sent.
 *
 * @param type its media type
 * @param content its bytes, not to be changed
 * @param headers of the response, but for the type; among them ETag
 */
@SuppressWarnings("ArrayRecordComponent") // it is never compared
public record PageFile(String type, byte[] content, Map<String, String> headers) {
  public PageFile {
    headers = Map.copyOf(headers);
  }

  /** Whether a browser that sends this as If-None-Match, "" for none, has the file already. */
  public boolean isKnownTo(String ifNoneMatch) {
    return ifNoneMatch.contains(Objects.requireNonNull(headers.get("ETag")));
  }
}

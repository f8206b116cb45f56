package io.llamajar.server;

import io.llamajar.chat.template.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Tells clients what Jetty itself refuses: what is not HTTP, or too long. */
final class BadMessages implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = Math.max(response.getStatus(), HttpStatus.BAD_REQUEST_400);
    ApiException error = error(status);
    byte[] body = Json.write(Family.OPENAI.error(error)).getBytes(StandardCharsets.UTF_8);
    response.setStatus(error.status());
    response.getHeaders().put("Content-Type", Exchange.JSON);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  private static ApiException error(int status) {
    return switch (status) {
      case 431 -> new ApiException(431, "The request's headers are too long; send fewer");
      case 414 -> new ApiException(414, "The request's path is too long; shorten it");
      case 505 -> new ApiException(400, "The request is not HTTP/1.1; send it as that");
      case 408 -> new ApiException(408, "The request came too slowly; send it faster");
      default ->
          new ApiException(
              status, "The request is not valid HTTP: " + HttpStatus.getMessage(status));
    };
  }
}

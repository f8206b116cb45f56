package io.llamajar.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/**
 * Turns tokens into text one by one, as a model generates them: a character whose bytes are spread
 * over several tokens appears when it is complete.
 *
 * <p>Bytes that are no UTF-8 become U+FFFD. All texts together are the tokens' bytes as text. That
 * is {@link Tokenizer#decode} except for its cosmetics at spaces, which are wrong in the middle of
 * a conversation or a program. Not for several threads.
 */
public final class TokenDecoder {
  private final Tokenizer tokenizer;
  private final IntPredicate isHidden;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] held = {}; // the beginning of a character

  TokenDecoder(Tokenizer tokenizer, IntPredicate isHidden) {
    this.tokenizer = tokenizer;
    this.isHidden = isHidden;
  }

  /** The text that one more token completes; empty if its last character is still incomplete. */
  public String accept(int token) {
    byte[] bytes = isHidden.test(token) ? new byte[0] : tokenizer.bytes(token);
    ByteBuffer input = ByteBuffer.allocate(held.length + bytes.length);
    input.put(held).put(bytes).flip();
    String text = decode(input, false);
    held = new byte[input.remaining()];
    input.get(held);
    return text;
  }

  /** What an incomplete character at the very end comes out as; then another text may begin. */
  public String finish() {
    String text = decode(ByteBuffer.wrap(held), true);
    held = new byte[0];
    utf8.reset();
    return text;
  }

  private String decode(ByteBuffer input, boolean end) {
    CharBuffer output = CharBuffer.allocate(input.remaining() + 1);
    utf8.decode(input, output, end);
    return output.flip().toString();
  }
}

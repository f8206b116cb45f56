package io.llamajar.tokenizer;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.Metadata;
import io.llamajar.gguf.ValueType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The list of tokens in a GGUF file: from id to text, score and attributes, and from text to id.
 */
final class Vocabulary {
  /** What {@code find} answers when there is no such token. */
  static final int NONE = -1;

  // Attributes, any number per token.
  static final int UNKNOWN = 1;
  static final int UNUSED = 2;
  static final int NORMAL = 4;
  static final int CONTROL = 8;
  static final int USER_DEFINED = 16;
  static final int BYTE = 32;
  static final int STRIP_LEFT = 64; // swallows the white space before it
  static final int STRIP_RIGHT = 128; // swallows the white space after it

  private static final String TOKENS = "tokenizer.ggml.tokens";
  private static final String TYPES = "tokenizer.ggml.token_type";
  private static final String SCORES = "tokenizer.ggml.scores";

  private static final Set<ValueType> WHOLE =
      EnumSet.of(
          ValueType.INT8,
          ValueType.UINT8,
          ValueType.INT16,
          ValueType.UINT16,
          ValueType.INT32,
          ValueType.UINT32,
          ValueType.INT64,
          ValueType.UINT64);

  private final byte[][] texts;
  private final byte[] attributes;
  private final float[] scores;
  private final int[] slots; // open addressing: id + 1, 0 where free
  private final int longest;

  private Vocabulary(byte[][] texts, byte[] attributes, float[] scores) {
    this.texts = texts;
    this.attributes = attributes;
    this.scores = scores;
    this.slots = new int[Integer.highestOneBit(Math.max(4, texts.length)) * 4];
    int most = 0;
    for (int id = 0; id < texts.length; id++) {
      slots[slot(texts[id], 0, texts[id].length)] = id + 1; // of equal texts the last one counts
      most = Math.max(most, texts[id].length);
    }
    this.longest = most;
  }

  static Vocabulary read(Metadata metadata) {
    GgufValue.Array tokens = tokens(metadata);
    int size = tokens.size();
    Optional<GgufValue.Array> types = numbers(metadata, TYPES, size, WHOLE);
    Set<ValueType> numeric = EnumSet.copyOf(WHOLE);
    numeric.addAll(Set.of(ValueType.FLOAT32, ValueType.FLOAT64));
    Optional<GgufValue.Array> weights = numbers(metadata, SCORES, size, numeric);
    byte[][] texts = new byte[size][];
    byte[] attributes = new byte[size];
    float[] scores = new float[size];
    for (int id = 0; id < size; id++) {
      byte[] text = tokens.bytes(id);
      texts[id] = text.length == 0 ? Utf8.bytes("[EMPTY_" + id + "]") : text;
      attributes[id] = (byte) (types.isPresent() ? attribute(types.get().whole(id)) : NORMAL);
      scores[id] = weights.isPresent() ? (float) weights.get().real(id) : 0;
    }
    return new Vocabulary(texts, attributes, scores);
  }

  /** The array of token texts, which must be there. */
  static GgufValue.Array tokens(Metadata metadata) {
    GgufValue.Array tokens = metadata.array(TOKENS);
    if (tokens.type() != ValueType.STRING) {
      throw new LlamajarException(
          "The GGUF file has an array of "
              + tokens.type()
              + " at "
              + TOKENS
              + " where it needs strings; convert or download it again");
    }
    return tokens;
  }

  private static Optional<GgufValue.Array> numbers(
      Metadata metadata, String key, int size, Set<ValueType> allowed) {
    Optional<GgufValue.Array> found = metadata.findArray(key);
    found.ifPresent(array -> {
      if (!allowed.contains(array.type()) || array.size() < size) {
        throw new LlamajarException(
            "The GGUF file has %d values of type %s at %s for %d tokens; convert or download it"
                    .formatted(array.size(), array.type(), key, size)
                + " again");
      }
    });
    return found;
  }

  private static int attribute(long type) {
    return switch ((int) type) {
      case 1 -> NORMAL;
      case 2 -> UNKNOWN;
      case 3 -> CONTROL;
      case 4 -> USER_DEFINED;
      case 5 -> UNUSED;
      case 6 -> BYTE;
      default -> 0;
    };
  }

  int size() {
    return texts.length;
  }

  /** The length in bytes of the longest token. */
  int longest() {
    return longest;
  }

  /** A token's text as the file has it; not to be modified. */
  byte[] text(int id) {
    return texts[id];
  }

  float score(int id) {
    return scores[id];
  }

  /** Whether a token has at least one of these attributes. */
  boolean is(int id, int anyOf) {
    return (attributes[id] & anyOf) != 0;
  }

  int find(String text) {
    return find(Utf8.bytes(text));
  }

  int find(byte[] text) {
    return find(text, 0, text.length);
  }

  /** The token whose text is exactly these bytes, or {@link #NONE}. */
  int find(byte[] text, int from, int to) {
    return to - from > longest ? NONE : slots[slot(text, from, to)] - 1;
  }

  /** The token {@code <0x0A>} for byte 10, and so on, or {@link #NONE}. */
  int findByte(byte value) {
    return find("<0x%02X>".formatted(value & 0xff));
  }

  // The slot that holds this text, or the free one where it belongs.
  private int slot(byte[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = (hash ^ text[i]) * 0x01000193;
    }
    int slot = (hash ^ (hash >>> 15)) & (slots.length - 1);
    while (slots[slot] != 0) {
      byte[] other = texts[slots[slot] - 1];
      if (Arrays.equals(other, 0, other.length, text, from, to)) {
        break;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  // Only while the vocabulary is being prepared, before anybody else sees it.

  void add(int id, int attribute) {
    attributes[id] |= (byte) attribute;
  }

  void remove(int id, int attribute) {
    attributes[id] &= (byte) ~attribute;
  }

  void replace(int id, int attribute) {
    attributes[id] = (byte) attribute;
  }
}

package io.llamajar.tokenizer;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Metadata;
import io.llamajar.tokenizer.PreTokenizer.Trait;
import io.llamajar.tokenizer.SpecialSplitter.Fragment;
import io.llamajar.tokenizer.SpecialSplitter.Fragment.Marked;
import io.llamajar.tokenizer.SpecialSplitter.Fragment.Plain;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Turns text into the token ids of a model and back, as its GGUF file says.
 *
 * <p>Making one costs next to nothing: the vocabulary is read when the first token is asked about,
 * the merges when the first text is encoded. Safe for any number of threads.
 */
public final class Tokenizer {
  private static final String PRE = "tokenizer.ggml.pre";

  private final Kind kind;
  private final Optional<String> warning;
  private final PreTokenizer habits;
  private final boolean addsBos;
  private final boolean addsEos;
  private final boolean addsSeparator;
  private final boolean spacePrefix;
  private final int size;
  private final Lazy<Contents> contents;
  private final Lazy<SpecialSplitter> splitter;
  private final Lazy<Encoder> encoder;

  private record Contents(Vocabulary vocabulary, SpecialTokens specials, Pieces pieces) {}

  private Tokenizer(Metadata metadata) {
    this.kind = Kind.of(metadata);
    String name =
        kind == Kind.GEMMA4 ? "gemma4" : kind.bytePair() ? metadata.text(PRE, "") : "default";
    Optional<PreTokenizer> known = PreTokenizer.of(name);
    this.habits = known.orElseGet(PreTokenizer::fallback);
    this.warning = known.isPresent() ? Optional.empty() : Optional.of(unknownPreTokenizer(name));
    boolean sentencePiece = kind == Kind.SENTENCE_PIECE;
    boolean wordPiece = kind == Kind.WORD_PIECE;
    this.addsBos =
        habits.has(Trait.WHOLE_NEWLINES) // Gemma 4, which is lost without it
            || metadata.flag(
                "tokenizer.ggml.add_bos_token",
                sentencePiece || wordPiece || habits.has(Trait.ADD_BOS));
    this.addsEos = metadata.flag("tokenizer.ggml.add_eos_token", kind == Kind.UNIGRAM);
    this.addsSeparator =
        metadata.flag("tokenizer.ggml.add_sep_token", wordPiece || habits.has(Trait.ADD_SEP));
    this.spacePrefix = metadata.flag("tokenizer.ggml.add_space_prefix", sentencePiece);
    this.size = Vocabulary.tokens(metadata).size();
    this.contents = new Lazy<>(() -> read(metadata));
    this.splitter = new Lazy<>(() -> new SpecialSplitter(contents.get().vocabulary()));
    this.encoder = new Lazy<>(() -> encoder(metadata));
  }

  /**
   * The tokenizer that a GGUF file describes; the file must stay open while it is used.
   *
   * @throws LlamajarException if it describes none, or one of an unknown kind; what is wrong with
   *     the vocabulary itself may only come out when it is first used
   */
  public static Tokenizer of(Metadata metadata) {
    return new Tokenizer(metadata);
  }

  /** Makes what encoding a text needs, which takes a while the first time. */
  public void prepare() {
    encoder.get();
  }

  private static String unknownPreTokenizer(String name) {
    String what =
        name.isEmpty()
            ? "The GGUF file does not say how it splits text into words (" + PRE + ")"
            : "The GGUF file splits text into words in the way \"%s\", which Llamajar does not know"
                .formatted(name);
    return what
        + "; it uses the default way and answers may suffer, so try a newer file or version";
  }

  private Contents read(Metadata metadata) {
    Vocabulary vocabulary = Vocabulary.read(metadata);
    SpecialTokens specials = SpecialTokens.prepare(metadata, this::usualToken, vocabulary);
    boolean spelled = kind.bytePair() && !habits.has(Trait.RAW);
    return new Contents(vocabulary, specials, new Pieces(vocabulary, spelled));
  }

  private int usualToken(Role role) {
    return role == Role.BOS && habits.has(Trait.NO_DEFAULT_BOS)
        ? Vocabulary.NONE
        : kind.token(role);
  }

  private Encoder encoder(Metadata metadata) {
    Vocabulary vocabulary = contents.get().vocabulary();
    int unknown = find(Role.UNKNOWN).orElse(Vocabulary.NONE);
    return switch (kind) {
      case SENTENCE_PIECE -> new SentencePiece(vocabulary, spacePrefix, unknown);
      case BYTE_PAIR, GEMMA4 -> bytePair(vocabulary, metadata);
      case WORDS -> new BareWords(bytePair(vocabulary, metadata), metadata);
      case WORD_PIECE -> new WordPiece(vocabulary, unknown, metadata);
      case UNIGRAM -> new Unigram(vocabulary, spacePrefix, unknown, metadata);
    };
  }

  private BytePair bytePair(Vocabulary vocabulary, Metadata metadata) {
    return new BytePair(vocabulary, MergeTable.read(metadata, vocabulary), habits);
  }

  /**
   * The tokens of a text.
   *
   * @param text lone surrogates count as U+FFFD
   */
  public int[] encode(String text, Specials specials) {
    Ints tokens = new Ints();
    if (specials.added() && (addsBos || kind == Kind.WORD_PIECE)) {
      find(Role.BOS).ifPresent(tokens::add);
    }
    encode(Utf8.wellFormed(text), specials, tokens);
    if (specials.added() && kind == Kind.WORD_PIECE) {
      find(Role.SEPARATOR).ifPresent(tokens::add);
    } else if (specials.added() && addsEos) {
      find(Role.EOS).ifPresent(tokens::add);
    }
    return tokens.toArray();
  }

  private void encode(String text, Specials specials, Ints tokens) {
    boolean first = true;
    for (Fragment fragment : splitter.get().split(text, specials.parsed())) {
      switch (fragment) {
        case Marked(int token) -> tokens.add(token);
        case Plain(int from, int to) ->
            encoder.get().encode(text.substring(from, to), first, tokens);
      }
      first = fragment instanceof Marked;
    }
  }

  /**
   * The text of tokens, as llama.cpp's {@code llama_detokenize} gives it: without the space that
   * the encoder put in front, and for some vocabularies without spaces before punctuation. Bytes
   * that are no UTF-8 become U+FFFD.
   *
   * @throws LlamajarException if there is no such token
   */
  public String decode(int[] tokens, ControlText controls) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < tokens.length; i++) {
      byte[] piece = bytes(tokens[i]);
      if (controls == ControlText.SHOWN || !isSpecial(tokens[i])) {
        int skipped = spacePrefix && i == 0 && piece.length > 0 && piece[0] == ' ' ? 1 : 0;
        text.write(piece, skipped, piece.length - skipped);
      }
    }
    byte[] bytes = text.toByteArray();
    return new String(cleansSpaces() ? Cosmetics.clean(bytes) : bytes, StandardCharsets.UTF_8);
  }

  private boolean cleansSpaces() {
    return kind == Kind.WORD_PIECE || (kind.bytePair() && !habits.has(Trait.KEEP_SPACES));
  }

  /** Decodes token by token, as a model generates them. */
  public TokenDecoder decoder(ControlText controls) {
    return new TokenDecoder(
        this, controls == ControlText.HIDDEN ? this::isSpecial : token -> false);
  }

  /** Turns tokens into text one by one, in which of the control tokens only these appear. */
  public TokenDecoder decoder(Set<String> shown) {
    return new TokenDecoder(this, token -> isSpecial(token) && !shown.contains(text(token)));
  }

  /** The number of tokens: ids are below it. */
  public int vocabularySize() {
    return size;
  }

  /**
   * The bytes that a token stands for: part of a character, perhaps, or for a control token its
   * name.
   *
   * @throws LlamajarException if there is no such token
   */
  public byte[] bytes(int token) {
    return contents.get().pieces().bytes(checked(token));
  }

  /**
   * A token as the vocabulary writes it, {@code Ġthe} say.
   *
   * @throws LlamajarException if there is no such token
   */
  public String text(int token) {
    return new String(contents.get().vocabulary().text(checked(token)), StandardCharsets.UTF_8);
  }

  /** The token that the vocabulary writes so, {@code <think>} say. */
  public OptionalInt find(String text) {
    int token = contents.get().vocabulary().find(text);
    return token == Vocabulary.NONE ? OptionalInt.empty() : OptionalInt.of(token);
  }

  /** The token that has a role. */
  public OptionalInt find(Role role) {
    return contents.get().specials().find(role);
  }

  /**
   * Whether a token steers the model and is no text: {@code <|im_start|>} say.
   *
   * @throws LlamajarException if there is no such token
   */
  public boolean isControl(int token) {
    return contents.get().vocabulary().is(checked(token), Vocabulary.CONTROL);
  }

  /**
   * Whether a token is no text: a control token, or the one for what is unknown.
   *
   * @throws LlamajarException if there is no such token
   */
  public boolean isSpecial(int token) {
    int special = Vocabulary.CONTROL | Vocabulary.UNKNOWN;
    return contents.get().vocabulary().is(checked(token), special);
  }

  /**
   * Whether a model that generates this token has finished.
   *
   * @throws LlamajarException if there is no such token
   */
  public boolean endsGeneration(int token) {
    return contents.get().specials().endsGeneration(checked(token));
  }

  /** Whether {@link Specials#ADDED} puts a beginning-of-text token in front. */
  public boolean addsBos() {
    return addsBos;
  }

  /** Whether {@link Specials#ADDED} puts an end-of-text token at the end. */
  public boolean addsEos() {
    return addsEos;
  }

  /** Whether a separator belongs between two texts that are encoded as a pair. */
  public boolean addsSeparator() {
    return addsSeparator;
  }

  /** What users should know about this tokenizer: that its way to split words is unknown. */
  public Optional<String> warning() {
    return warning;
  }

  private int checked(int token) {
    if (token < 0 || token >= size) {
      throw new LlamajarException(
          "There is no token %d; this model's tokens are 0 to %d".formatted(token, size - 1));
    }
    return token;
  }
}

package io.llamajar.tokenizer;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules by which families of byte-pair vocabularies cut text into words: their published
 * regular expressions, written so that they take linear time and no stack however long a word is.
 *
 * <p>That means possessive quantifiers wherever what follows cannot begin with what was taken.
 * Where llama.cpp simplifies an expression (no upper and lower case beyond ASCII, say) so does
 * this.
 */
final class Rules {
  private Rules() {}

  // Pieces of expressions; \s is Unicode's White_Space.
  private static final String SUFFIX = "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])";
  private static final String MAY_SUFFIX = "(?:" + SUFFIX + ")?+";
  private static final String LEAD = "[^\\r\\n\\p{L}\\p{N}]?+";
  private static final String WORD = LEAD + "\\p{L}++";
  // Where words have marks the leading character may be one, and has to be given back then.
  private static final String MARKED_LEAD = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String MARKED_WORD = MARKED_LEAD + "[\\p{L}\\p{M}]++";
  private static final String SYMBOLS = " ?+[^\\s\\p{L}\\p{N}]++";
  private static final String NEWLINES = "\\s*[\\r\\n]+";
  // All white space but the last before a word; and what is left.
  private static final String SPACES = "\\s+(?!\\S)|\\s+";

  private static final String GPT2_WORDS =
      "'(?:[stmd]|re|ve|ll)| ?+\\p{L}++| ?+\\p{N}++|" + SYMBOLS + "|" + SPACES;
  private static final String QWEN2_WORDS =
      any(SUFFIX, WORD, "\\p{N}", SYMBOLS + "[\\r\\n]*+", NEWLINES, SPACES);
  private static final String PATHS = any(SYMBOLS + "[\\r\\n/]*+", NEWLINES, SPACES);

  private static final String HAN =
      "\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}\\x{F900}-\\x{FAFF}\\x{20000}-\\x{2A6DF}"
          + "\\x{2A700}-\\x{2EBEF}\\x{2F800}-\\x{2FA1F}";
  private static final String DEEPSEEK_CJK = "[\\x{800}-\\x{9FA5}\\x{AC00}-\\x{D7FF}&&[^\\s]]++";
  private static final String DEEPSEEK3_CJK = "[一-龥぀-ゟ゠-ヿ]++";
  private static final String DEEPSEEK3_WORDS =
      "[!-/:-@\\[-`{-~][A-Za-z]++|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]++| ?+[\\p{P}\\p{S}]++";
  private static final String DEEPSEEK_LETTERS =
      "A-Za-z"
          + "µÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅ"
          + "ὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛ"
          + "Ꜣ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃";
  private static final String AFMOE_SCRIPTS =
      "[一-鿿㐀-䶿豈-\\x{FAFF}぀-ゟ゠-ヿ･-ﾟ⼀-\\x{2FDF}\\x{E40}-\\x{E7F}\\x{E80}-\\x{EFF}"
          + "\\x{1780}-\\x{17FF}\\x{1000}-\\x{109F}\\x{AA60}-\\x{AA7F}\\x{A9E0}-\\x{A9FF}"
          + "\\x{AC00}-\\x{D7AF}\\x{1100}-\\x{11FF}]++";

  private static final Splitter DIGIT = regex("\\p{N}");
  private static final Splitter DIGITS = regex("\\p{N}++");
  private static final Splitter UP_TO_3_DIGITS = regex("\\p{N}{1,3}");
  private static final Splitter THOUSANDS = new Splitter.BehindThousands(compiled("\\p{N}++"));

  static final List<Splitter> GPT2 = List.of(regex(GPT2_WORDS));
  static final List<Splitter> DEFAULT =
      List.of(regex("[\\p{P}$+<=>^~|]++"), regex(GPT2_WORDS), DIGITS, regex("[0-9][0-9][0-9]"));
  static final List<Splitter> STARCODER = List.of(DIGIT, regex(GPT2_WORDS));
  static final List<Splitter> FALCON =
      List.of(regex("[\\p{P}$+<=>^~|`]++"), regex(GPT2_WORDS), regex("[0-9][0-9][0-9]"));
  static final List<Splitter> CHAMELEON =
      List.of(
          regex("<sentinel:[0-9]++>"),
          regex("IMGIMG[A-I]{1,4}Z"),
          regex("[\\t\\n]|    |  "),
          DIGIT,
          regex("[\\p{P}!-/:-@\\[-`{-~]"),
          regex(GPT2_WORDS));

  static final List<Splitter> LLAMA3 =
      List.of(regex(SUFFIX, WORD, "\\p{N}{1,3}", SYMBOLS + "[\\r\\n]*+", NEWLINES, SPACES));
  static final List<Splitter> MINICPM5 =
      List.of(
          UP_TO_3_DIGITS,
          regex(SUFFIX, WORD, "\\p{N}++", SYMBOLS + "[\\r\\n]*+", NEWLINES, SPACES));
  static final List<Splitter> JAIS2 =
      List.of(
          regex(
              SUFFIX,
              WORD,
              "\\p{N}{1,3}",
              SYMBOLS + "[\\r\\n]*+",
              NEWLINES,
              "\\s{512}(?!\\S)|\\s{256}(?!\\S)|\\s{128}(?!\\S)|\\s{64}(?!\\S)|\\s{32}(?!\\S)",
              "\\s{16}(?!\\S)|\\s{8}(?!\\S)|\\s{4}(?!\\S)|\\s{1,2}(?!\\S)|\\s"));
  static final List<Splitter> QWEN2 = List.of(regex(QWEN2_WORDS));
  static final List<Splitter> QWEN35 =
      List.of(
          regex(
              SUFFIX,
              MARKED_WORD,
              "\\p{N}",
              " ?+[^\\s\\p{L}\\p{M}\\p{N}]++[\\r\\n]*+",
              NEWLINES,
              SPACES));
  static final List<Splitter> UFAKZEKA =
      List.of(regex(WORD, "\\p{N}", SYMBOLS + "[\\r\\n]*+", NEWLINES, SPACES));
  static final List<Splitter> LAGUNA = List.of(regex("[^\\n]++|\\n++"), regex(QWEN2_WORDS));
  static final List<Splitter> BAILINGMOE =
      List.of(regex(SUFFIX, WORD, "\\p{N}", SYMBOLS + "[\\r\\n]*+", "\\s*[\\r\\n]", SPACES));
  static final List<Splitter> SEED_CODER =
      List.of(regex(SUFFIX, WORD, "\\p{N}", SYMBOLS, NEWLINES, SPACES));
  static final List<Splitter> EXAONE_MOE =
      List.of(
          regex(
              SUFFIX,
              LEAD + "\\p{L}\\p{M}*+(?: ?+\\p{L}\\p{M}*+)*+",
              "\\p{N}",
              SYMBOLS + "[\\r\\n/]?+",
              "\\s*[\\r\\n]",
              SPACES));

  static final List<Splitter> DEEPSEEK_LLM =
      List.of(
          regex("[\\r\\n]"),
          regex("\\s?+[" + DEEPSEEK_LETTERS + "]++"),
          regex("\\s?+[!-/:-~！-／：-～‘-‟、-。]++"),
          regex("(?<!\\s)\\s++\\z"),
          regex(DEEPSEEK_CJK),
          DIGITS);
  static final List<Splitter> DEEPSEEK_CODER =
      List.of(
          regex("[\\r\\n]"),
          regex("\\s?+\\p{L}++"),
          regex("\\s?+\\p{P}++"),
          regex(DEEPSEEK_CJK),
          DIGIT);
  static final List<Splitter> DEEPSEEK3 =
      List.of(
          UP_TO_3_DIGITS,
          regex(DEEPSEEK3_CJK),
          regex(DEEPSEEK3_WORDS + "[\\r\\n]*+", NEWLINES, SPACES));
  static final List<Splitter> SPARK =
      List.of(
          UP_TO_3_DIGITS, regex(DEEPSEEK3_CJK), regex(DEEPSEEK3_WORDS, "[\\r\\n]", SPACES), DIGIT);
  static final List<Splitter> AFMOE =
      List.of(
          THOUSANDS, regex(AFMOE_SCRIPTS), regex(DEEPSEEK3_WORDS + "[\\r\\n]*+", NEWLINES, SPACES));

  static final List<Splitter> TEKKEN = List.of(regex(cased(LEAD, "\\p{L}", ""), "\\p{N}", PATHS));
  static final List<Splitter> GPT4O =
      List.of(regex(cased(LEAD, "\\p{L}", MAY_SUFFIX), "\\p{N}{1,3}", PATHS));
  static final List<Splitter> GRANITE =
      List.of(regex(cased(MARKED_LEAD, "\\p{L}\\p{M}", MAY_SUFFIX), "\\p{N}{1,3}", PATHS));
  static final List<Splitter> TINY_AYA =
      List.of(THOUSANDS, regex(MARKED_WORD + MAY_SUFFIX, "\\p{N}{1,3}", PATHS));
  static final List<Splitter> YOUTU =
      List.of(
          regex("[가-힣ㄱ-ㆎ]++", "[！…“”‘’—：；，、-〿︰-﹏]++", "[ㄅ-ㄯ]++", DEEPSEEK3_CJK),
          regex(MARKED_WORD + MAY_SUFFIX, "\\p{N}", PATHS));
  static final List<Splitter> KIMI_K2 =
      List.of(
          regex(
              "[" + HAN + "]++",
              LEAD + "[\\p{L}&&[^" + HAN + "]]++" + MAY_SUFFIX,
              "\\p{N}{1,3}",
              SYMBOLS + "[\\r\\n]*+",
              NEWLINES,
              SPACES));

  static final List<Splitter> SUPERBPE =
      List.of(DIGITS, new Splitter.BeforeThousands(compiled("[0-9]++")));
  static final List<Splitter> BLOOM = List.of(regex(" ?+[^(\\s|.,!?…。，、।۔،)]++"));
  static final List<Splitter> VIKING = List.of(regex(" ?+[^(\\s|.,!?…。，、।۔،)]++"), DIGIT);
  static final List<Splitter> LINES = List.of(regex("[^\\n]++|\\n++"));
  static final List<Splitter> WHITESPACE = List.of(regex("\\S++"));

  private static String any(String... alternatives) {
    return String.join("|", alternatives);
  }

  // A word with its capitals in front: ASCII capitals never follow, small letters never lead.
  private static String cased(String lead, String letters, String tail) {
    String capital = "[" + letters + "&&[^a-z]]";
    String small = "[" + letters + "&&[^A-Z]]";
    return any(lead + capital + "*" + small + "++" + tail, lead + capital + "++" + tail);
  }

  private static Splitter regex(String... alternatives) {
    return new Splitter.Isolate(compiled(any(alternatives)));
  }

  // Compiled when first used; without the flag \s would be ASCII's.
  private static Lazy<Pattern> compiled(String expression) {
    return new Lazy<>(() -> Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS));
  }
}

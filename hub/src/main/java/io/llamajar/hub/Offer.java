package io.llamajar.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One model among a repository's files: a GGUF file, or all parts of a split one.
 *
 * @param files the parts in their order
 */
record Offer(List<Listed> files) {
  private static final Pattern MODEL = Pattern.compile("(?i).*\\.gguf");
  private static final Pattern NO_MODEL = Pattern.compile("(?i).*(mmproj|imatrix).*");
  private static final Pattern PART = Pattern.compile("(?i)(.*)-(\\d{5})-of-(\\d{5})(\\.gguf)");

  // As the names of files have it, between other words: Q4_K_M, IQ2_XXS, UD-Q4_K_XL, BF16 ...
  private static final Pattern QUANT =
      Pattern.compile(
          "(?i)(?<![a-z0-9])(?:UD-)?(?:I?Q\\d(?:_[A-Z0-9]{1,3})*|TQ\\d_\\d|BF16|FP?16|FP?32"
              + "|(?:MX|NV)FP4(?:_MOE)?)(?![a-z0-9])");

  /** The models among files, those with the most bytes first; of split ones only whole ones. */
  static List<Offer> among(List<Listed> files) {
    Map<String, List<Listed>> models = new TreeMap<>();
    files.stream()
        .filter(file -> MODEL.matcher(file.path()).matches() && file.isSafe())
        .filter(file -> !NO_MODEL.matcher(fileName(file.path())).matches())
        .sorted((a, b) -> a.path().compareTo(b.path()))
        .forEach(
            file -> models.computeIfAbsent(whole(file.path()), _ -> new ArrayList<>()).add(file));
    return models.values().stream()
        .map(Offer::new)
        .filter(Offer::isWhole)
        .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
        .toList();
  }

  /** The name that all parts share. */
  private static String whole(String path) {
    Matcher part = PART.matcher(path);
    return part.matches() ? part.group(1) + "-of-" + part.group(3) + part.group(4) : path;
  }

  private boolean isWhole() {
    Matcher part = PART.matcher(files.getFirst().path());
    return !part.matches() || Integer.parseInt(part.group(3)) == files.size();
  }

  long bytes() {
    return files.stream().mapToLong(Listed::bytes).sum();
  }

  /** The first file, which stands for all. */
  String path() {
    return files.getFirst().path();
  }

  /** The quantisation that the file's name tells, or else its folder's. */
  Optional<String> quant() {
    return QUANT
        .matcher(path())
        .results()
        .reduce((_, last) -> last)
        .map(MatchResult::group)
        .map(text -> text.toUpperCase(Locale.ROOT));
  }

  /** What it is called among those of its repository: its quantisation, or else its file. */
  String label() {
    return quant().orElseGet(this::path);
  }

  /** A name that means it and no other of its repository's. */
  String nameAmong(List<Offer> all) {
    return all.stream().filter(offer -> offer.label().equals(label())).count() == 1
        ? label()
        : path();
  }

  /** Whether a user's word means it: the quantisation, or a file's name with or without folders. */
  boolean isCalled(String word) {
    return quant().filter(word::equalsIgnoreCase).isPresent()
        || files.stream()
            .map(Listed::path)
            .anyMatch(path ->
                path.equals(word)
                    || fileName(path).equals(word)
                    || fileName(path).equalsIgnoreCase(word + ".gguf"));
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** For messages. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(label(), Amount.of(bytes()));
  }
}

package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The address of a file that is to be downloaded.
 *
 * @param checksum what its bytes must sum up to: {@code #sha256=} behind the address
 */
record FileAddress(URI uri, Optional<Checksum> checksum) {
  private static final String SUM = "sha256=";
  private static final Pattern PART = Pattern.compile("(.*-)(\\d{5})(-of-)(\\d{5})(\\.gguf)");
  private static final int MOST_PARTS = 1000;

  static FileAddress parse(String word) {
    URI uri = Address.parse(word);
    Optional<String> fragment = Optional.ofNullable(uri.getFragment());
    Optional<Checksum> checksum =
        fragment
            .filter(text -> text.startsWith(SUM))
            .flatMap(text -> Checksum.of(text.substring(SUM.length())))
            .filter(Checksum::isSha256);
    if (fragment.isPresent() && checksum.isEmpty()) {
      throw new LlamajarException(
          "%s has something behind # that is not sha256= and 64 hexadecimal digits; correct it"
              .formatted(word));
    }
    FileAddress address =
        new FileAddress(URI.create(uri.toString().replaceFirst("#.*", "")), checksum);
    if (address.name().isEmpty() || address.name().startsWith(".")) {
      throw new LlamajarException(
          "%s does not end in a file's name; give the address of a file".formatted(word));
    }
    return address;
  }

  /** The file's name on disk. */
  String name() {
    String path = Optional.ofNullable(uri.getPath()).orElse("");
    return path.substring(path.lastIndexOf('/') + 1).replaceAll("[^\\p{L}\\p{N}._+-]", "_");
  }

  /** Without name and password, in notes and messages. */
  String plain() {
    return Optional.ofNullable(uri.getRawUserInfo())
        .map(user -> uri.toString().replace(user + "@", ""))
        .orElse(uri.toString());
  }

  /** This, or all parts of the split model that it is a part of. */
  List<FileAddress> parts() {
    Matcher part = PART.matcher(uri.toString());
    if (!part.matches()) {
      return List.of(this);
    }
    int count = Math.min(MOST_PARTS, Integer.parseInt(part.group(4)));
    return IntStream.rangeClosed(1, count)
        .mapToObj(i ->
            part.group(1) + "%05d".formatted(i) + part.group(3) + part.group(4) + part.group(5))
        .map(text ->
            new FileAddress(
                URI.create(text), text.equals(uri.toString()) ? checksum : Optional.empty()))
        .toList();
  }
}

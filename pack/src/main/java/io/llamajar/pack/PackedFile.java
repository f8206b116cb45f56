package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.gguf.GgufSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that carries models, and perhaps the program that runs them: a {@code .llamajar}, a {@code
 * .llamafile}, any ZIP with stored GGUF entries.
 */
public final class PackedFile {
  /** What the program is started with. */
  static final String ARGS = ".args";

  /** What people should know of it. */
  static final String README = "README.md";

  /** Where a word of a command line names a model in the program's own file. */
  public static final String MEMBER = "@";

  static final String GGUF = ".gguf";
  private static final String PROGRAM = "io/llamajar/cli/Llamajar.class";
  private static final Pattern PLAIN_NAME = Pattern.compile("[^/\\\\:\\p{Cntrl}]+");
  private static final Pattern NAMED = Pattern.compile("(?:[^@=]*=)?@(.+)");
  private static final byte[] GGUF_MAGIC = "GGUF".getBytes(UTF_8);

  private final Archive archive;

  private PackedFile(Archive archive) {
    this.archive = archive;
  }

  /**
   * Reads its directory.
   *
   * @throws LlamajarException if it is no archive, or is damaged or cut off
   */
  public static PackedFile open(Path file) {
    return new PackedFile(Archive.open(file));
  }

  /** Whether a file is something else than a GGUF: worth to be opened as a packed one. */
  public static boolean isCandidate(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer magic = ByteBuffer.allocate(GGUF_MAGIC.length);
      return channel.read(magic) == GGUF_MAGIC.length
          && !magic.flip().equals(ByteBuffer.wrap(GGUF_MAGIC));
    } catch (IOException e) {
      return false; // whoever opens it says why
    }
  }

  public Path file() {
    return archive.file();
  }

  Archive archive() {
    return archive;
  }

  /** Whether it was packed with this program, of whatever version, which its arguments start. */
  public boolean isProgram() {
    return archive.entry(ARGS).isPresent() && archive.entry(PROGRAM).isPresent();
  }

  /** The names of the models in it, in the order in which they lie there. */
  public List<String> models() {
    return archive.entries().stream()
        .map(Archive.Entry::name)
        .filter(name -> isModel(name) && isCargo(name))
        .toList();
  }

  /** Whether an entry was packed with the program, and is no part of it. */
  static boolean isCargo(String name) {
    return name.equals(ARGS)
        || name.equals(README)
        || isRuntime(name)
        || (isModel(name) && isPlain(name));
  }

  private static boolean isRuntime(String name) {
    return name.startsWith(JavaRuntime.FOLDER) && name.endsWith(JavaRuntime.ENDING);
  }

  /** Whether a name means a file wherever it is unpacked, and can be shown. */
  static boolean isPlain(String name) {
    return PLAIN_NAME.matcher(name).matches();
  }

  static boolean isModel(String name) {
    return name.endsWith(GGUF);
  }

  /**
   * A model in it.
   *
   * @throws LlamajarException if there is none of that name, or it cannot be mapped
   */
  public GgufSource model(String name) {
    if (archive.entry(name).isEmpty()) {
      throw new LlamajarException(
          "%s has no model '%s'; it has %s".formatted(file(), name, listed(models())));
    }
    return archive.source(name);
  }

  /**
   * The model that it is about: the only one, or the first part of the only one, or what its
   * arguments name.
   *
   * @throws LlamajarException if that cannot be told
   */
  public GgufSource model() {
    List<String> heads = models().stream().filter(PackedFile::isHead).toList();
    String name =
        named()
            .orElseGet(() -> {
              if (heads.size() != 1) {
                throw new LlamajarException(
                    heads.isEmpty()
                        ? file() + " has no model in it; name a GGUF file or a packed one"
                        : "%s has several models; name one as %s%s%s, of %s"
                            .formatted(file(), file(), MEMBER, heads.getFirst(), listed(heads)));
              }
              return heads.getFirst();
            });
    return model(name);
  }

  /** Not a later part of a split model. */
  private static boolean isHead(String name) {
    return !name.matches(".*-(?!00001)\\d{5}-of-\\d{5}\\.gguf");
  }

  /** What the first {@code -m} of its arguments names, be it by {@code NAME=@MEMBER}. */
  private Optional<String> named() {
    String words = String.join("\n", arguments(name -> Optional.empty()).with(List.of()));
    Matcher option = Pattern.compile("(?m)^(?:-m|--model)[\n=](.*)$").matcher(words);
    Matcher member = NAMED.matcher(option.find() ? option.group(1) : "");
    return member.matches() ? Optional.of(member.group(1)) : Optional.empty();
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** What it is started with. */
  public StartArguments arguments(Function<String, Optional<String>> variables) {
    return text(ARGS)
        .map(text -> StartArguments.parse(text, variables))
        .orElse(StartArguments.NONE);
  }

  /** What it is started with, as it is written. */
  public Optional<String> arguments() {
    return text(ARGS);
  }

  /** What people should know of it. */
  Optional<String> readme() {
    return text(README);
  }

  /** What runs it where there is no Java. */
  List<JavaRuntime> runtimes() {
    return archive.entries().stream()
        .filter(entry -> isRuntime(entry.name()))
        .map(entry ->
            new JavaRuntime(
                entry
                    .name()
                    .substring(
                        JavaRuntime.FOLDER.length(),
                        entry.name().length() - JavaRuntime.ENDING.length()),
                new Stretch(archive.file(), archive.start(entry), entry.bytes())))
        .toList();
  }

  private Optional<String> text(String name) {
    return archive.entry(name).map(entry -> new String(archive.content(entry), UTF_8));
  }
}

package io.llamajar.cli;

import io.llamajar.gguf.GgufSource;
import io.llamajar.hub.Hub;
import io.llamajar.pack.PackedFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the model that a word of the command line means: a GGUF file, the model of a packed file, a
 * member of one ({@code FILE@MEMBER}) or of the program's own ({@code @MEMBER}), or what has a name
 * ({@code hf:OWNER/REPO}), which may have to be downloaded.
 */
final class ModelLocator {
  private ModelLocator() {}

  /**
   * @param console is told what is downloaded
   */
  static GgufSource locate(String word, Console console) {
    if (Hub.isName(word)) {
      return whole(NamedModels.hub(console).find(word));
    }
    Path file = Path.of(word);
    int at = word.lastIndexOf(PackedFile.MEMBER);
    if (Files.exists(file) || at < 0) {
      return whole(file);
    }
    String member = word.substring(at + PackedFile.MEMBER.length());
    if (at > 0) {
      return PackedFile.open(Path.of(word.substring(0, at))).model(member);
    }
    return OwnFile.packed()
        .orElseThrow(() ->
            new UsageException(
                "%s means a model in the program's own file, which has none".formatted(word)))
        .model(member);
  }

  private static GgufSource whole(Path file) {
    return PackedFile.isCandidate(file) ? PackedFile.open(file).model() : GgufSource.of(file);
  }
}

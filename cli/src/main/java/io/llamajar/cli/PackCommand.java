package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.pack.PackedFile;
import io.llamajar.pack.Packing;
import io.llamajar.pack.Parts;
import io.llamajar.pack.Receipt;
import io.llamajar.pack.StartArguments;
import io.llamajar.pack.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamajar pack}: models and this program as one file that runs. */
@Command(
    name = "pack",
    sortOptions = false,
    description = {
      "Writes a model and this program into one file that runs: ./NAME.llamajar, java -jar, and",
      "on Windows as NAME.cmd. The same parts give the same bytes."
    })
final class PackCommand implements Callable<Integer> {
  private static final String DATE = "SOURCE_DATE_EPOCH";

  private final Console console;

  @Parameters(
      paramLabel = "MODEL",
      arity = "1..*",
      description =
          "what to put in, as for -m; of a split model the first part; the first is the"
              + " one that is run")
  private List<String> models = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "where to write; the file appears when it is complete")
  private Path output = Path.of("");

  @Option(
      names = "--args",
      paramLabel = "WORDS",
      description = {
        "what it is started with, such as \"serve -c 4096\": a command, if it shall not be chat, and",
        "options. Quotes, \\, # and $NAME as in a shell; the user's own words go where ... stands,",
        "else they follow"
      })
  private String arguments = "";

  @Option(
      names = "--lora",
      paramLabel = "FILE[:SCALE]",
      description = "put a LoRA adapter in, and use it; may be repeated")
  private List<String> loras = List.of();

  @Option(
      names = "--readme",
      paramLabel = "FILE",
      description = "a text for people, put in as README.md")
  private Optional<Path> readme = Optional.empty();

  @Option(names = "--force", description = "replace a file that exists")
  private boolean force;

  PackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (Files.exists(output) && !force) {
      throw new LlamajarException(
          output + " exists; choose another name, or replace it with --force");
    }
    Packing packing = new Packing(parts());
    Progress progress = new Progress(console, 2 * packing.bytes());
    Receipt receipt = packing.write(output, progress);
    progress.end();
    console.println(
        "%s: %s bytes, SHA-256 %s"
            .formatted(output, Lines.grouped(receipt.bytes()), receipt.sha256()));
    return 0;
  }

  private Parts parts() throws IOException {
    Archive engine =
        OwnFile.path()
            .map(Archive::open)
            .orElseThrow(() ->
                new LlamajarException(
                    "Packing needs the program as one file; start it with java -jar llamajar.jar"));
    List<Parts.Member> members = new ArrayList<>();
    for (String model : models) {
      ModelLocator.locate(model).parts().forEach(part -> members.add(new Parts.Member(part)));
    }
    StringBuilder words = new StringBuilder(arguments.strip()).append('\n');
    words.append("-m ").append(member(members.getFirst().name())).append('\n');
    for (String text : loras) {
      LoraWord lora = LoraWord.of(text);
      Parts.Member member = new Parts.Member(lora.source());
      members.add(member);
      words.append("--lora ").append(member(member.name() + lora.ending())).append('\n');
    }
    Optional<String> text =
        readme.isPresent() ? Optional.of(Files.readString(readme.get())) : Optional.empty();
    return new Parts(
        engine,
        members,
        words.toString().stripLeading(),
        text,
        Timestamp.of(Optional.ofNullable(System.getenv(DATE))));
  }

  private static String member(String name) {
    return StartArguments.quoted(PackedFile.MEMBER + name);
  }
}

package io.llamajar.cli;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.pack.JavaRuntime;
import io.llamajar.pack.PackedFile;
import io.llamajar.pack.Packing;
import io.llamajar.pack.Parts;
import io.llamajar.pack.StartArguments;
import io.llamajar.pack.WindowsLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamajar pack}: models and this program as one file that runs. */
@Command(
    name = "pack",
    sortOptions = false,
    description = {
      "Writes a model and this program into one file that runs: ./NAME.llamajar, java -jar, and",
      "on Windows as NAME.cmd or with --exe. The same parts give the same bytes."
    })
final class PackCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "MODEL",
      arity = "1..*",
      description =
          "what to put in, as for -m; of a split model the first part; the first is the"
              + " one that is run")
  private List<String> models = List.of();

  @Mixin private final PackedOutput output = new PackedOutput();

  @Option(
      names = "--verify",
      paramLabel = "FILE",
      description = "write nothing, and tell whether this file was made from these parts")
  private Optional<Path> verified = Optional.empty();

  @Option(
      names = "--args",
      paramLabel = "WORDS",
      description = {
        "what it is started with, such as \"serve -c 4096\": a command, if it shall not be chat,"
            + " and",
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
      names = "--name",
      paramLabel = "NAME",
      description =
          "what the first model is called in the file, and when it is served (default: its"
              + " file's name)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--runtime",
      paramLabel = "JDK",
      description = {
        "put in a Java, made of this JDK or its jmods folder, for machines of that JDK's platform",
        "that have none; may be repeated"
      })
  private List<Path> runtimes = List.of();

  @Option(
      names = "--readme",
      paramLabel = "FILE",
      description = "a text for people, put in as README.md")
  private Optional<Path> readme = Optional.empty();

  @Option(
      names = "--exe",
      description = "write NAME.exe too, which starts NAME.llamajar beside it on Windows")
  private boolean exe;

  PackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (verified.isEmpty()) {
      output.check();
    }
    try (WorkFolder work = new WorkFolder()) {
      pack(work);
    }
    return 0;
  }

  private void pack(WorkFolder work) throws IOException {
    Packing packing = new Packing(parts(work));
    if (verified.isPresent()) {
      verify(packing, verified.get());
    } else if (exe) {
      writeWithLauncher(packing);
    } else {
      output.write(packing, console);
    }
  }

  private void writeWithLauncher(Packing packing) throws IOException {
    Path launcher = WindowsLauncher.beside(output.target());
    output.checkFree(launcher);
    output.write(packing, console);
    WindowsLauncher.write(launcher);
    console.println(launcher + ": starts it on Windows");
  }

  private void verify(Packing packing, Path file) throws IOException {
    Progress progress = new Progress(console, packing.bytes());
    try {
      packing.verify(file, progress);
    } finally {
      progress.end();
    }
    console.println(file + " was made from these parts");
  }

  private Parts parts(WorkFolder work) throws IOException {
    List<Parts.Member> members = new ArrayList<>();
    for (String model : models) {
      add(ModelLocator.locate(model, console), members);
    }
    name.ifPresent(as -> members.set(0, members.getFirst().renamed(as)));
    String words = arguments.strip();
    if (!words.matches("(?s)(.*\\s)?(-m|--model)[\\s=].*")) {
      words += "\n-m " + member(members.getFirst().name());
    }
    for (String text : loras) {
      LoraWord lora = LoraWord.of(text);
      add(lora.source(console), members);
      words += "\n--lora " + member(members.getLast().name() + lora.ending());
    }
    String start = words.strip() + "\n";
    Commands commands = new Commands(console, new Complaints(console));
    new StartLine(commands).check(StartArguments.parse(start, name -> Optional.of("1")));
    Optional<String> text =
        readme.isPresent() ? Optional.of(Utf8.read(readme.get())) : Optional.empty();
    return new Parts(OwnFile.engine(), javas(work), members, start, text, PackedOutput.date());
  }

  private List<JavaRuntime> javas(WorkFolder work) throws IOException {
    List<JavaRuntime> javas = new ArrayList<>();
    for (Path jdk : runtimes) {
      javas.add(JavaRuntime.link(jdk, work.subfolder(), PackedOutput.date()));
    }
    return javas;
  }

  /** A model and its other parts; whoever opens it later shall not be the first to see it fail. */
  private static void add(GgufSource model, List<Parts.Member> members) {
    Gguf.open(model).close();
    model.parts().forEach(part -> members.add(new Parts.Member(part)));
  }

  private static String member(String name) {
    return StartArguments.quoted(PackedFile.MEMBER + name);
  }
}

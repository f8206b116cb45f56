package io.llamajar.pack;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.gguf.GgufSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a packed file is made of.
 *
 * @param engine the program: its JAR, or another packed file
 * @param runtimes what runs it where there is no Java
 * @param members the models, in the order in which they shall lie there
 * @param arguments what the program is started with; see {@link StartArguments}
 * @param readme what people should know of it
 * @param date what everything in it is dated
 */
public record Parts(
    Archive engine,
    List<JavaRuntime> runtimes,
    List<Member> members,
    String arguments,
    Optional<String> readme,
    Timestamp date) {

  /** A model, and what it is called in the file. */
  public record Member(String name, GgufSource source) {
    public Member {
      if (!PackedFile.isPlain(name)) {
        throw new LlamajarException(
            "A model cannot be called '%s'; give a name without folders".formatted(name));
      }
      name = PackedFile.isModel(name) ? name : name + PackedFile.GGUF;
    }

    /** Called as its file is. */
    public Member(GgufSource source) {
      this(source.fileName(), source);
    }

    /** The same by another name. */
    public Member renamed(String other) {
      return new Member(other, source);
    }
  }

  public Parts {
    runtimes = List.copyOf(runtimes);
    members = List.copyOf(members);
    Set<String> names = new HashSet<>();
    for (Member member : members) {
      if (!names.add(member.name())) {
        throw new LlamajarException(
            "Two files are called %s; rename one of them".formatted(member.name()));
      }
    }
    StartArguments.parse(arguments, name -> Optional.empty()); // complains
  }

  /** What an older file was made of, around another program. */
  public static Parts of(PackedFile packed, Archive engine, Timestamp date) {
    List<Member> members =
        packed.models().stream().map(name -> new Member(packed.model(name))).toList();
    String arguments = packed.arguments().orElse("");
    List<JavaRuntime> runtimes = packed.isProgram() ? packed.runtimes() : List.of();
    return new Parts(engine, runtimes, members, arguments, packed.readme(), date);
  }

  /** The same, started with something else. */
  public Parts withArguments(String others) {
    return new Parts(engine, runtimes, members, others, readme, date);
  }
}

package io.llamajar.pack;

import static io.llamajar.asm.Registers.*;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import io.llamajar.LlamajarException;
import io.llamajar.asm.Assembler;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.gguf.NewFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A small program for Windows, NAME.exe, that finds Java and starts NAME.llamajar beside it. */
public final class WindowsLauncher {
  // What it does:
  //
  //   file = GetModuleFileNameW();             the part from the last dot on becomes .llamajar
  //   java = "%JAVA_HOME%\bin\java.exe";       if that is not there:
  //   java = SearchPathW("%PATH%", "java.exe") only there, not in the current folder
  //   rest = GetCommandLineW();                behind its first word
  //   line = "java" -XX:... -jar "file"rest
  //   CreateProcessW(java, line);
  //   SetConsoleCtrlHandler(NULL, TRUE);       ^C is for Java. A child would inherit it: only now
  //   WaitForSingleObject(process);
  //   ExitProcess(GetExitCodeProcess(process));

  private static final String ENDING = ".llamajar";
  private static final String OPTIONS = "-XX:+UseSerialGC -XX:-UsePerfData";
  private static final String NO_JAVA =
      "No Java 25 or newer found; install one, say from https://adoptium.net, "
          + "or name its folder with JAVA_HOME\r\n";
  private static final String NO_START =
      "Java cannot be started; is JAVA_HOME right, and the command line not too long?\r\n";

  // Memory: four texts, structures, a number. No path, variable or command line has more than
  // 32,767 characters of two bytes, and the line consists of three.
  private static final int TEXT = 1 << 18;
  private static final int FILE = PortableExecutable.MEMORY;
  private static final int JAVA = FILE + TEXT;
  private static final int FOLDERS = JAVA + TEXT;
  private static final int LINE = FOLDERS + TEXT;
  private static final int STARTUP = LINE + TEXT;
  private static final int STARTUP_BYTES = 104;
  private static final int PROCESS = STARTUP + STARTUP_BYTES;
  private static final int NUMBER = PROCESS + 24;
  private static final int END = NUMBER + 8;

  private static final PortableExecutable EXECUTABLE =
      new PortableExecutable(
          List.of(
              "CreateProcessW",
              "ExitProcess",
              "ExpandEnvironmentStringsW",
              "GetCommandLineW",
              "GetExitCodeProcess",
              "GetFileAttributesW",
              "GetModuleFileNameW",
              "GetStdHandle",
              "SearchPathW",
              "SetConsoleCtrlHandler",
              "WaitForSingleObject",
              "WriteFile"),
          END - PortableExecutable.MEMORY);

  // Windows passes four arguments in registers, the others on the stack above room for those four.
  // It leaves these as they are:
  private static final Gp image = rbx; // the program's first byte
  private static final Gp to = rdi; // where the next character goes
  private static final Gp from = rsi;
  private static final int ARGUMENTS = 10 * Long.BYTES; // on the stack, at most

  private final Assembler a = new Assembler();

  private WindowsLauncher() {}

  /** Where the launcher of a packed file belongs. */
  public static Path beside(Path packed) {
    String name = String.valueOf(packed.getFileName());
    if (!name.endsWith(ENDING) || name.equals(ENDING)) {
      throw new LlamajarException(
          "NAME.exe starts NAME%s; call the file so, not %s".formatted(ENDING, name));
    }
    return packed.resolveSibling(name.substring(0, name.length() - ENDING.length()) + ".exe");
  }

  /** Writes it, at once when all of it is there. */
  public static void write(Path exe) throws IOException {
    NewFile.write(
        exe,
        channel -> {
          try {
            new Target.Fresh(channel).write(ByteBuffer.wrap(program()), 0);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Its bytes. */
  static byte[] program() {
    WindowsLauncher launcher = new WindowsLauncher();
    launcher.assemble();
    return EXECUTABLE.with(launcher.a.assemble());
  }

  private void assemble() {
    Label noJava = new Label();
    Label noStart = new Label();
    a.lea(image, mem(a.here(), -PortableExecutable.CODE));
    a.sub(rsp, ARGUMENTS + 8); // it must be a multiple of 16
    findFile(noStart);
    findJava(noJava);
    composeLine();
    start(noStart);
    a.bind(noJava);
    complain(NO_JAVA);
    a.bind(noStart);
    complain(NO_START);
  }

  private void findFile(Label none) {
    a.mov(rcx, 0);
    a.lea(rdx, at(FILE));
    a.mov(r8, TEXT / Character.BYTES);
    call("GetModuleFileNameW");
    a.mov32(rax, rax); // a number of 32 bits: the others may be anything
    a.lea(to, at(FILE));
    a.lea(to, mem(to, rax, Character.BYTES));
    Label back = a.here();
    a.lea(rcx, at(FILE));
    a.cmp(to, rcx);
    a.jbe(none);
    a.sub(to, Character.BYTES);
    a.movzx16(rax, mem(to));
    a.cmp(rax, '.');
    a.jnz(back);
    append(text(ENDING));
    end();
  }

  private void findJava(Label none) {
    Label found = new Label();
    expand("%JAVA_HOME%\\bin\\java.exe", JAVA);
    a.lea(rcx, at(JAVA));
    call("GetFileAttributesW");
    a.mov32(rax, rax);
    a.mov(rcx, 0xFFFF_FFFFL); // there is no such file
    a.cmp(rax, rcx);
    a.jnz(found);
    expand("%PATH%", FOLDERS);
    a.lea(rcx, at(FOLDERS));
    a.lea(rdx, text("java.exe"));
    a.mov(r8, 0); // the name has its ending
    a.mov(r9, TEXT / Character.BYTES);
    a.lea(rax, at(JAVA));
    a.mov(argument(4), rax);
    a.mov(rax, 0);
    a.mov(argument(5), rax);
    call("SearchPathW");
    a.mov32(rax, rax);
    a.test(rax, rax);
    a.jz(none);
    a.bind(found);
  }

  private void composeLine() {
    a.lea(to, at(LINE));
    append(text("\""));
    append(at(JAVA));
    append(text("\" " + OPTIONS + " -jar \""));
    append(at(FILE));
    append(text("\""));
    call("GetCommandLineW");
    passFirstWord();
    append(mem(rax));
    end();
  }

  /** Moves rax behind the program's name, which ends where there is a space outside of quotes. */
  private void passFirstWord() {
    Label next = a.here();
    Label quoted = new Label();
    Label done = new Label();
    a.movzx16(rcx, mem(rax));
    a.test(rcx, rcx);
    a.jz(done);
    a.add(rax, Character.BYTES);
    a.cmp(rcx, '"');
    a.jz(quoted);
    a.cmp(rcx, ' ');
    a.ja(next);
    a.sub(rax, Character.BYTES);
    a.jmp(done);
    Label inside = a.here();
    a.add(rax, Character.BYTES);
    a.bind(quoted);
    a.movzx16(rcx, mem(rax));
    a.test(rcx, rcx);
    a.jz(done);
    a.cmp(rcx, '"');
    a.jnz(inside);
    a.add(rax, Character.BYTES);
    a.jmp(next);
    a.bind(done);
  }

  private void start(Label failed) {
    a.mov(rax, STARTUP_BYTES);
    a.mov32(at(STARTUP), rax);
    a.lea(rcx, at(JAVA));
    a.lea(rdx, at(LINE));
    a.mov(r8, 0); // security of the process, of its thread
    a.mov(r9, 0);
    a.mov(rax, 1);
    a.mov(argument(4), rax); // it inherits our handles
    a.mov(rax, 0);
    a.mov(argument(5), rax); // no flags; our environment, our folder
    a.mov(argument(6), rax);
    a.mov(argument(7), rax);
    a.lea(rax, at(STARTUP));
    a.mov(argument(8), rax);
    a.lea(rax, at(PROCESS));
    a.mov(argument(9), rax);
    call("CreateProcessW");
    a.mov32(rax, rax);
    a.test(rax, rax);
    a.jz(failed);
    a.mov(rcx, 0);
    a.mov(rdx, 1);
    call("SetConsoleCtrlHandler");
    a.mov(rcx, at(PROCESS)); // its handle is the first of the structure
    a.mov(rdx, 0xFFFF_FFFFL); // however long it takes
    call("WaitForSingleObject");
    a.mov(rcx, at(PROCESS));
    a.lea(rdx, at(NUMBER));
    call("GetExitCodeProcess");
    a.mov32(rcx, at(NUMBER));
    call("ExitProcess");
  }

  /** Writes a message to standard error, and ends. */
  private void complain(String message) {
    a.mov(rcx, -12); // standard error
    call("GetStdHandle");
    a.mov(rcx, rax);
    a.lea(rdx, mem(a.constant(message.getBytes(US_ASCII))));
    a.mov(r8, message.length());
    a.lea(r9, at(NUMBER)); // how many were written
    a.mov(rax, 0);
    a.mov(argument(4), rax);
    call("WriteFile");
    a.mov(rcx, 1);
    call("ExitProcess");
  }

  /** Fills a text with another in which there are names of variables. */
  private void expand(String text, int destination) {
    a.lea(rcx, text(text));
    a.lea(rdx, at(destination));
    a.mov(r8, TEXT / Character.BYTES);
    call("ExpandEnvironmentStringsW");
  }

  /** Copies a text without the zero that ends it. */
  private void append(Mem text) {
    Label done = new Label();
    a.lea(from, text);
    Label next = a.here();
    a.movzx16(rcx, mem(from));
    a.test(rcx, rcx);
    a.jz(done);
    a.mov16(mem(to), rcx);
    a.add(from, Character.BYTES);
    a.add(to, Character.BYTES);
    a.jmp(next);
    a.bind(done);
  }

  private void end() {
    a.mov(rcx, 0);
    a.mov16(mem(to), rcx);
  }

  private void call(String function) {
    a.call(at(EXECUTABLE.function(function)));
  }

  private Mem text(String text) {
    return mem(a.constant((text + "\0").getBytes(UTF_16LE)));
  }

  private static Mem at(int place) {
    return mem(image, place);
  }

  /** An argument of a function, counted from 0, behind those in registers. */
  private static Mem argument(int number) {
    return mem(rsp, Long.BYTES * number);
  }
}

package io.llamajar.sandbox;

import static io.llamajar.sandbox.Call.Answer.ALLOW;
import static io.llamajar.sandbox.Call.Answer.LOOK;
import static io.llamajar.sandbox.Call.Answer.MISSING;
import static io.llamajar.sandbox.Call.Answer.REFUSE;
import static io.llamajar.sandbox.Call.Answer.WRITE;
import static io.llamajar.sandbox.Processor.NONE;

/**
 * The system calls of Linux that a sandbox has something to say about, with their numbers on x86-64
 * and aarch64; new ones have the same on both.
 */
enum Call {
  // New programs. A thread is a clone as well; clone3 has its flags where no filter sees them.
  CLONE(LOOK, 56, 220),
  CLONE3(MISSING, 435),
  FORK(REFUSE, 57, NONE),
  VFORK(REFUSE, 58, NONE),
  EXECVE(REFUSE, 59, 221),
  EXECVEAT(REFUSE, 322, 281),
  USELIB(REFUSE, 134, NONE),

  // Other programs: signals go to ourselves alone, limits are our own.
  KILL(LOOK, 62, 129),
  TGKILL(LOOK, 234, 131),
  RT_SIGQUEUEINFO(REFUSE, 129, 138),
  RT_TGSIGQUEUEINFO(REFUSE, 297, 240),
  PRLIMIT64(LOOK, 302, 261),
  SHMGET(REFUSE, 29, 194),
  SEMGET(REFUSE, 64, 190),
  MSGGET(REFUSE, 68, 186),
  MQ_OPEN(REFUSE, 240, 180),
  PTRACE(REFUSE, 101, 117),
  PROCESS_VM_READV(REFUSE, 310, 270),
  PROCESS_VM_WRITEV(REFUSE, 311, 271),
  PROCESS_MADVISE(REFUSE, 440),
  PROCESS_MRELEASE(REFUSE, 448),
  PIDFD_OPEN(REFUSE, 434),
  PIDFD_GETFD(REFUSE, 438),
  PIDFD_SEND_SIGNAL(REFUSE, 424),
  KCMP(REFUSE, 312, 272),

  // Connections: what is open goes on, and may be accepted from. sendto can open one as well.
  SOCKET(REFUSE, 41, 198),
  CONNECT(REFUSE, 42, 203),
  BIND(REFUSE, 49, 200),
  LISTEN(REFUSE, 50, 201),
  SENDMSG(REFUSE, 46, 211),
  SENDMMSG(REFUSE, 307, 269),
  SENDTO(LOOK, 44, 206),

  // What a program needs to write a file and put it in another's place.
  CREAT(WRITE, 85, NONE),
  TRUNCATE(WRITE, 76, 45),
  RENAME(WRITE, 82, NONE),
  RENAMEAT(WRITE, 264, 38),
  RENAMEAT2(WRITE, 316, 276),
  UNLINK(WRITE, 87, NONE),
  UNLINKAT(WRITE, 263, 35),
  OPEN(LOOK, 2, NONE),
  OPENAT(LOOK, 257, 56),
  OPENAT2(MISSING, 437),

  // What else changes files.
  MKDIR(REFUSE, 83, NONE),
  MKDIRAT(REFUSE, 258, 34),
  RMDIR(REFUSE, 84, NONE),
  LINK(REFUSE, 86, NONE),
  LINKAT(REFUSE, 265, 37),
  SYMLINK(REFUSE, 88, NONE),
  SYMLINKAT(REFUSE, 266, 36),
  MKNOD(REFUSE, 133, NONE),
  MKNODAT(REFUSE, 259, 33),
  CHMOD(REFUSE, 90, NONE),
  FCHMOD(REFUSE, 91, 52),
  FCHMODAT(REFUSE, 268, 53),
  FCHMODAT2(REFUSE, 452),
  CHOWN(REFUSE, 92, NONE),
  FCHOWN(REFUSE, 93, 55),
  LCHOWN(REFUSE, 94, NONE),
  FCHOWNAT(REFUSE, 260, 54),
  UTIME(REFUSE, 132, NONE),
  UTIMES(REFUSE, 235, NONE),
  FUTIMESAT(REFUSE, 261, NONE),
  UTIMENSAT(REFUSE, 280, 88),
  SETXATTR(REFUSE, 188, 5),
  LSETXATTR(REFUSE, 189, 6),
  FSETXATTR(REFUSE, 190, 7),
  SETXATTRAT(REFUSE, 463),
  REMOVEXATTR(REFUSE, 197, 14),
  LREMOVEXATTR(REFUSE, 198, 15),
  FREMOVEXATTR(REFUSE, 199, 16),
  REMOVEXATTRAT(REFUSE, 466),
  FILE_SETATTR(REFUSE, 469),
  OPEN_BY_HANDLE_AT(REFUSE, 304, 265),

  // The terminal: ioctl can type into it, for the shell to read afterwards.
  IOCTL(LOOK, 16, 29),
  VHANGUP(REFUSE, 153, 58),

  // Ways round a filter: a second road into the kernel, and code that runs there.
  IO_URING_SETUP(REFUSE, 425),
  IO_URING_ENTER(REFUSE, 426),
  IO_URING_REGISTER(REFUSE, 427),
  USERFAULTFD(REFUSE, 323, 282),
  BPF(REFUSE, 321, 280),
  PERF_EVENT_OPEN(REFUSE, 298, 241),
  MODIFY_LDT(REFUSE, 154, NONE),
  PERSONALITY(REFUSE, 135, 92),

  // Other views of the machine.
  UNSHARE(REFUSE, 272, 97),
  SETNS(REFUSE, 308, 268),
  CHROOT(REFUSE, 161, 51),
  PIVOT_ROOT(REFUSE, 155, 41),
  MOUNT(REFUSE, 165, 40),
  UMOUNT2(REFUSE, 166, 39),
  MOVE_MOUNT(REFUSE, 429),
  OPEN_TREE(REFUSE, 428),
  OPEN_TREE_ATTR(REFUSE, 467),
  FSOPEN(REFUSE, 430),
  FSCONFIG(REFUSE, 431),
  FSMOUNT(REFUSE, 432),
  FSPICK(REFUSE, 433),
  MOUNT_SETATTR(REFUSE, 442),

  // Other rights.
  SETUID(REFUSE, 105, 146),
  SETGID(REFUSE, 106, 144),
  SETREUID(REFUSE, 113, 145),
  SETREGID(REFUSE, 114, 143),
  SETRESUID(REFUSE, 117, 147),
  SETRESGID(REFUSE, 119, 149),
  SETGROUPS(REFUSE, 116, 159),
  SETFSUID(REFUSE, 122, 151),
  SETFSGID(REFUSE, 123, 152),
  CAPSET(REFUSE, 126, 91),
  KEYCTL(REFUSE, 250, 219),
  ADD_KEY(REFUSE, 248, 217),
  REQUEST_KEY(REFUSE, 249, 218),

  // The machine itself.
  KEXEC_LOAD(REFUSE, 246, 104),
  KEXEC_FILE_LOAD(REFUSE, 320, 294),
  CREATE_MODULE(REFUSE, 174, NONE),
  INIT_MODULE(REFUSE, 175, 105),
  FINIT_MODULE(REFUSE, 313, 273),
  DELETE_MODULE(REFUSE, 176, 106),
  REBOOT(REFUSE, 169, 142),
  SWAPON(REFUSE, 167, 224),
  SWAPOFF(REFUSE, 168, 225),
  SETHOSTNAME(REFUSE, 170, 161),
  SETDOMAINNAME(REFUSE, 171, 162),
  IOPL(REFUSE, 172, NONE),
  IOPERM(REFUSE, 173, NONE),
  ACCT(REFUSE, 163, 89),
  QUOTACTL(REFUSE, 179, 60),
  QUOTACTL_FD(REFUSE, 443),
  SETTIMEOFDAY(REFUSE, 164, 170),
  CLOCK_SETTIME(REFUSE, 227, 112),
  ADJTIMEX(REFUSE, 159, 171),
  CLOCK_ADJTIME(REFUSE, 305, 266),
  SYSLOG(REFUSE, 103, 116),
  FANOTIFY_INIT(REFUSE, 300, 262),

  // What we ourselves call.
  CLOSE(ALLOW, 3, 57),
  PRCTL(ALLOW, 157, 167),
  SECCOMP(ALLOW, 317, 277),
  LANDLOCK_CREATE_RULESET(ALLOW, 444),
  LANDLOCK_ADD_RULE(ALLOW, 445),
  LANDLOCK_RESTRICT_SELF(ALLOW, 446);

  /** What a program in the sandbox is told. */
  enum Answer {
    ALLOW,
    REFUSE,
    /** Refuse, unless there is something to write. */
    WRITE,
    /** It depends on the arguments. */
    LOOK,
    /**
     * That this kernel has no such call, since what it would do is written where no filter can read
     * it. The C library then makes an older one.
     */
    MISSING
  }

  /** The last call of the newest kernel that we know, Linux 6.18. */
  static final int NEWEST = FILE_SETATTR.x64;

  private final Answer answer;
  private final int x64;
  private final int arm64;

  Call(Answer answer, int x64, int arm64) {
    this.answer = answer;
    this.x64 = x64;
    this.arm64 = arm64;
  }

  Call(Answer answer, int number) {
    this(answer, number, number);
  }

  Answer answer() {
    return answer;
  }

  /** Its number, or {@link Processor#NONE}. */
  int on(Processor processor) {
    return switch (processor) {
      case X64 -> x64;
      case ARM64 -> arm64;
    };
  }
}

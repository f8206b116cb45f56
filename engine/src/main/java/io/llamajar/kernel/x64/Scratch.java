package io.llamajar.kernel.x64;

/** What a thread needs for products besides what it is given; it serves call after call. */
final class Scratch {
  final Arguments arguments = new Arguments();

  /** Packed weights. */
  final Room panels = new Room();

  /** Rows that functions could not take where they lie. */
  final Room rows = new Room();

  /** Results that functions could not leave where they belong. */
  final Room results = new Room();
}

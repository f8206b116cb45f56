package io.llamajar.tokenizer;

/** Whether control tokens and unknown ones appear in decoded text. */
public enum ControlText {
  HIDDEN,
  SHOWN
}

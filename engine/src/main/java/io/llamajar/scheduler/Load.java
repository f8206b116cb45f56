package io.llamajar.scheduler;

/**
 * What a scheduler is doing and has done.
 *
 * @param running sequences that are being read or generated, and jobs that are being done
 * @param waiting those that wait for their turn or their reader
 * @param passes forward passes so far
 * @param promptTokens tokens of prompts that were read, and of jobs
 * @param cachedTokens tokens of prompts that were known
 * @param generatedTokens tokens generated
 * @param guessedTokens tokens that were guessed and read before it was known whether they come
 * @param rightTokens of those, the ones that came
 * @param promptSeconds the time of passes that read prompts
 * @param generationSeconds the time of the other passes
 * @param preemptions how often a sequence had to wait for memory half-way
 * @param heldBytes memory of keys, values and states in use, what is kept for later included
 * @param keptPages pages that are kept for texts which begin as earlier ones did
 */
public record Load(
    int running,
    int waiting,
    long passes,
    long promptTokens,
    long cachedTokens,
    long generatedTokens,
    long guessedTokens,
    long rightTokens,
    double promptSeconds,
    double generationSeconds,
    long preemptions,
    long heldBytes,
    int keptPages) {
  /** Nothing was done. */
  public static final Load NONE = new Load(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

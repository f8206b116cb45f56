package io.llamajar;

import io.llamajar.gguf.Gguf;
import io.llamajar.model.Architectures;
import io.llamajar.model.ModelFile;
import io.llamajar.model.Network;
import io.llamajar.model.Readout;
import io.llamajar.tokenizer.Tokenizer;

/** What a file must hold for its model to run, read and checked. */
record Content(Network network, Readout readout, Tokenizer tokenizer, int trainedContext) {
  static Content of(Gguf gguf, int context) {
    Network network = Architectures.load(gguf, context);
    Tokenizer tokenizer = Tokenizer.of(gguf.metadata());
    if (tokenizer.vocabularySize() == 0) {
      throw new LlamajarException(
          "tokenizer.ggml.tokens is empty; the file is incomplete, convert or download it again");
    }
    return new Content(
        network,
        Readout.load(gguf, network),
        tokenizer,
        new ModelFile(gguf, context).positions("context_length"));
  }

  /** The number of tokens that can be said: some have no text, as they only pad the embeddings. */
  int speakable() {
    return Math.min(network.vocabularySize(), tokenizer.vocabularySize());
  }
}

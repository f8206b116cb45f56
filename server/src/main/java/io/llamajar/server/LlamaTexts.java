package io.llamajar.server;

import io.llamajar.Embedder;
import io.llamajar.EmbeddingOptions;
import io.llamajar.Model;
import io.llamajar.Pooling;
import io.llamajar.chat.template.Json;
import io.llamajar.tokenizer.ControlText;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What llama.cpp's clients have done with texts besides generating: tokens, prompts, vectors. */
final class LlamaTexts {
  private static final String MODEL = "model";
  private static final String CONTENT = "content";

  private final Models models;
  private final Turns turns;

  LlamaTexts(Models models, Turns turns) {
    this.models = models;
    this.turns = turns;
  }

  /** {@code /tokenize}: a text in, its tokens out. */
  void tokenize(Exchange exchange) {
    Fields fields = exchange.fields();
    String text = fields.text(CONTENT).orElse("");
    boolean withPieces = fields.flag("with_pieces", false);
    try (Models.Lease lease = models.use(fields.text(MODEL))) {
      Tokenizer tokenizer = lease.model().tokenizer();
      List<Object> tokens = new ArrayList<>();
      for (int token : tokenizer.encode(text, specials(fields))) {
        tokens.add(
            withPieces ? Json.object("id", token, "piece", piece(tokenizer.bytes(token))) : token);
      }
      exchange.reply(Json.object("tokens", tokens));
    }
  }

  private static Specials specials(Fields fields) {
    boolean parsed = fields.flag("parse_special", true);
    if (fields.flag("add_special", false)) {
      return parsed ? Specials.ADDED_AND_PARSED : Specials.ADDED;
    }
    return parsed ? Specials.PARSED : Specials.NONE;
  }

  /** As text; what is none by itself, as numbers. */
  private static Object piece(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return Likelihoods.numbers(bytes);
    }
  }

  /** {@code /detokenize}: tokens in, their text out. */
  void detokenize(Exchange exchange) {
    Fields fields = exchange.fields();
    try (Models.Lease lease = models.use(fields.text(MODEL))) {
      Tokenizer tokenizer = lease.model().tokenizer();
      int[] tokens = TokenFields.tokens(fields, "tokens", tokenizer);
      exchange.reply(Json.object(CONTENT, tokenizer.decode(tokens, ControlText.SHOWN)));
    }
  }

  /** {@code /apply-template}: a conversation in, the text that a model would read of it out. */
  void applyTemplate(Exchange exchange) {
    Fields fields = exchange.fields();
    try (Models.Lease lease = models.use(fields.text(MODEL))) {
      String prompt = lease.format().render(ChatCompletions.request(fields, turns));
      exchange.reply(Json.object("prompt", prompt));
    }
  }

  /** {@code /embedding}: texts in, the vectors of each out; of each token, without pooling. */
  void embed(Exchange exchange) {
    Fields fields = exchange.fields();
    String field = fields.has(CONTENT) ? CONTENT : "input";
    int norm = fields.integer("embd_normalize", -1, Integer.MAX_VALUE).orElse(2);
    if (norm != 2 && norm != -1) {
      throw fields.wrong("embd_normalize", "2 for vectors of length 1, or -1 for them as they are");
    }
    try (Models.Lease lease = models.use(fields.text(MODEL))) {
      List<int[]> texts =
          new LlamaPrompts(lease.model()).read(fields, field, turns.limits().messages());
      for (int[] text : texts) {
        TokenFields.check(text, field, lease.model());
      }
      List<Object> reply = new ArrayList<>();
      for (List<float[]> vectors : vectors(exchange, lease.model(), texts, norm == 2)) {
        List<Object> lists = vectors.stream().<Object>map(Embeddings::list).toList();
        reply.add(Json.object("index", reply.size(), "embedding", lists));
      }
      exchange.reply(reply);
    }
  }

  /** One for each text, or, without pooling, one for each of its tokens, as it is. */
  private static List<List<float[]>> vectors(
      Exchange exchange, Model model, List<int[]> texts, boolean normalized) {
    boolean pools = model.embedder().pooling() != Pooling.NONE;
    Embedder embedder =
        model.embedder(EmbeddingOptions.defaults().withNormalized(normalized && pools));
    return exchange.whileThere(
        embedder::cancel,
        () ->
            pools
                ? embedder.embedTokens(texts).stream().map(List::of).toList()
                : embedder.embedEachToken(texts));
  }
}

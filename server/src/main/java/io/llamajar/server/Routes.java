package io.llamajar.server;

import static io.llamajar.server.Family.ANTHROPIC;
import static io.llamajar.server.Family.LLAMA_CPP;
import static io.llamajar.server.Family.OLLAMA;
import static io.llamajar.server.Family.OPENAI;
import static io.llamajar.server.Family.RESPONSES;
import static io.llamajar.server.Route.delete;
import static io.llamajar.server.Route.get;
import static io.llamajar.server.Route.post;

import io.llamajar.server.page.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** THE TABLE of what the server answers. */
final class Routes {
  private final List<Route> all;

  /** A route for a request, and what stands at the end of its path. */
  record Match(Route route, String rest) {}

  Routes(Models models, ServerOptions options) {
    Page page = Page.load();
    RequestLimits limits = options.limits();
    Turns turns = new Turns(options);
    Health health = new Health();
    ModelList list = new ModelList(models);
    ChatControl control = new ChatControl();
    ChatCompletions chat = new ChatCompletions(models, turns, control);
    Responses responses = new Responses(models, turns);
    TokenCounts counts = new TokenCounts(models, turns);
    OllamaModels ollama = new OllamaModels(models);
    SlotEndpoints slots = new SlotEndpoints(models, options.savedTexts());
    LlamaCompletion llama = new LlamaCompletion(models, turns);
    LlamaTexts texts = new LlamaTexts(models, turns);
    LlamaServer server = new LlamaServer(models, turns);
    Rerank rerank = new Rerank(models, limits);
    // spotless:off
    all = List.of(
        get("/", LLAMA_CPP, new Door(new PagePart(page, ""))).withoutKey(),
        get("/page/{file}", LLAMA_CPP, new PagePart(page, "page/")).withoutKey(),

        get("/health", LLAMA_CPP, health).withoutKey(),
        get("/v1/health", LLAMA_CPP, health).withoutKey(),

        get("/v1/models", OPENAI, list),
        get("/models", OPENAI, list),
        get("/v1/models/{id}", OPENAI, new ModelInfo(models)),
        post("/v1/chat/completions", OPENAI, chat),
        post("/chat/completions", OPENAI, chat),
        post("/v1/chat/completions/control", OPENAI, control),
        post("/v1/chat/completions/input_tokens", OPENAI, counts::ofChat),
        post("/chat/completions/input_tokens", OPENAI, counts::ofChat),
        post("/v1/completions", OPENAI, new Completions(models, turns)),
        post("/v1/embeddings", OPENAI, new Embeddings(models, limits)),
        post("/v1/responses", RESPONSES, responses),
        post("/responses", RESPONSES, responses),
        post("/v1/responses/input_tokens", RESPONSES, counts::ofResponse),
        post("/responses/input_tokens", RESPONSES, counts::ofResponse),

        post("/v1/messages", ANTHROPIC, new AnthropicMessages(models, turns)),
        post("/v1/messages/count_tokens", ANTHROPIC, counts::ofMessages),

        post("/api/chat", OLLAMA, new OllamaChat(models, turns)),
        post("/api/generate", OLLAMA, new OllamaGenerate(models, turns)),
        post("/api/embed", OLLAMA, new OllamaEmbed(models, limits)),
        post("/api/embeddings", OLLAMA, new OllamaEmbed.Old(models)),
        get("/api/tags", OLLAMA, ollama::list),
        get("/api/ps", OLLAMA, ollama::running),
        post("/api/show", OLLAMA, ollama::show),
        get("/api/version", OLLAMA, OllamaModels::version),
        post("/api/pull", OLLAMA, ollama::pull),
        post("/api/push", OLLAMA, OllamaModels.refusal()),
        post("/api/create", OLLAMA, OllamaModels.refusal()),
        post("/api/copy", OLLAMA, OllamaModels.refusal()),
        delete("/api/delete", OLLAMA, OllamaModels.refusal()),

        post("/completion", LLAMA_CPP, llama::complete),
        post("/completions", LLAMA_CPP, llama::complete),
        post("/infill", LLAMA_CPP, llama::infill),
        post("/tokenize", LLAMA_CPP, texts::tokenize),
        post("/detokenize", LLAMA_CPP, texts::detokenize),
        post("/apply-template", LLAMA_CPP, texts::applyTemplate),
        post("/embedding", LLAMA_CPP, texts::embed),
        post("/embeddings", LLAMA_CPP, texts::embed),
        post("/rerank", LLAMA_CPP, rerank),
        post("/reranking", LLAMA_CPP, rerank),
        post("/v1/rerank", LLAMA_CPP, rerank),
        post("/v1/reranking", LLAMA_CPP, rerank),
        get("/props", LLAMA_CPP, server::props),
        get("/slots", LLAMA_CPP, slots::list),
        post("/slots/{id}", LLAMA_CPP, slots::act),
        get("/lora-adapters", LLAMA_CPP, server::adapters),
        post("/lora-adapters", LLAMA_CPP, server::changeAdapters),
        get("/metrics", LLAMA_CPP, new Metrics(models)));
    // spotless:on
  }

  /**
   * The route of a request.
   *
   * @throws ApiException if there is none
   */
  Match find(String method, String path) {
    List<String> allowed = new ArrayList<>();
    for (Route route : all) {
      Optional<String> rest = route.match(path);
      if (rest.isPresent() && accepts(route, method)) {
        return new Match(route, rest.get());
      }
      rest.ifPresent(r -> allowed.add(route.method()));
    }
    if (allowed.isEmpty()) {
      throw ApiException.notFound("There is nothing at this path; see the list of endpoints")
          .withCode("unknown_url");
    }
    String methods = String.join(", ", allowed.stream().distinct().toList());
    throw new ApiException(405, "This path takes %s only".formatted(methods))
        .withHeader("Allow", methods);
  }

  /** The whole table. */
  List<Route> all() {
    return all;
  }

  /** Whether a path needs no key. */
  boolean isOpen(String path) {
    return all.stream().anyMatch(route -> route.open() && route.match(path).isPresent());
  }

  private static boolean accepts(Route route, String method) {
    return route.method().equals(method) || (route.method().equals("GET") && method.equals("HEAD"));
  }

  /** Whose API a path belongs to, or is most like: how errors are told to those who ask for it. */
  Family family(String path) {
    return all.stream()
        .filter(route -> route.match(path).isPresent())
        .findFirst()
        .map(Route::family)
        .orElseGet(() -> likelyFamily(path));
  }

  private static Family likelyFamily(String path) {
    if (path.startsWith("/api/")) {
      return OLLAMA;
    }
    if (path.startsWith("/v1/messages")) {
      return ANTHROPIC;
    }
    return path.startsWith("/v1/") ? OPENAI : LLAMA_CPP;
  }
}

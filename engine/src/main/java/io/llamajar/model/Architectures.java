package io.llamajar.model;

import static java.util.Map.entry;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Gguf;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** THE TABLE of model architectures, by their names in GGUF files. */
public final class Architectures {
  private static final Map<String, Architecture> TABLE =
      new TreeMap<>(
          Map.ofEntries(
              entry("afmoe", AfMoe::load),
              entry("apertus", Apertus::load),
              entry("arcee", Arcee::load),
              entry("arctic", Arctic::load),
              entry("baichuan", Baichuan::load),
              entry("bailingmoe", DeepSeek::load),
              entry("bailingmoe2", Olmoe::load),
              entry("bert", Bert::load),
              entry("bitnet", BitNet::load),
              entry("bloom", Bloom::load),
              entry("chatglm", Llama::load),
              entry("codeshell", StarCoder2::load),
              entry("cohere2", Cohere2::load),
              entry("cohere2moe", Cohere2Moe::load),
              entry("command-r", CommandR::load),
              entry("dbrx", Dbrx::load),
              entry("deepseek", DeepSeek::load),
              entry("deepseek2", DeepSeek2::load),
              entry("dots1", Olmoe::load),
              entry("ernie4_5", Llama::load),
              entry("ernie4_5-moe", Llama::load),
              entry("eurobert", Qwen2::load),
              entry("exaone", Qwen2::load),
              entry("exaone-moe", ExaoneMoe::load),
              entry("exaone4", Exaone4::load),
              entry("falcon", Falcon::load),
              entry("falcon-h1", FalconH1::load),
              entry("gemma", Gemma::load),
              entry("gemma-embedding", GemmaEmbedding::load),
              entry("gemma2", Gemma2::load),
              entry("gemma3", Gemma3::load),
              entry("gemma3n", Gemma3n::load),
              entry("gemma4", Gemma4::load),
              entry("glm4", Glm4::load),
              entry("glm4moe", Glm4Moe::load),
              entry("gpt-oss", GptOss::load),
              entry("gpt2", Gpt2::load),
              entry("gptneox", GptNeoX::load),
              entry("granite", Granite::load),
              entry("granitehybrid", GraniteHybrid::load),
              entry("granitemoe", Granite::load),
              entry("grok", Grok::load),
              entry("hunyuan-dense", HunyuanDense::load),
              entry("hunyuan-moe", HunyuanDense::load),
              entry("hunyuan_vl", HunyuanDense::load),
              entry("internlm2", Llama::load),
              entry("jais", Jais::load),
              entry("jais2", Nemotron::load),
              entry("jamba", Jamba::load),
              entry("jina-bert-v2", JinaBert2::load),
              entry("jina-bert-v3", NomicBert::loadUngated),
              entry("kimi-linear", KimiLinear::load),
              entry("lfm2", Lfm2::load),
              entry("lfm2moe", Lfm2::load),
              entry("llama", Llama::load),
              entry("llama-embed", Llama::load),
              entry("llama4", Llama4::load),
              entry("maincoder", HunyuanDense::loadAdjacent),
              entry("mamba", Mamba::load),
              entry("mamba2", Mamba::load2),
              entry("mimo2", Mimo2::load),
              entry("minicpm", MiniCpm::load),
              entry("minicpm3", MiniCpm3::load),
              entry("minimax-m2", Qwen3::load),
              entry("mistral3", Mistral3::load),
              entry("mistral4", DeepSeek2::load),
              entry("modern-bert", ModernBert::load),
              entry("mpt", Mpt::load),
              entry("nemotron", Nemotron::load),
              entry("nemotron_h", NemotronH::load),
              entry("nemotron_h_moe", NemotronH::load),
              entry("neo-bert", NeoBert::load),
              entry("nomic-bert", NomicBert::load),
              entry("nomic-bert-moe", NomicBert::loadUngated),
              entry("olmo", Olmo::load),
              entry("olmo2", Olmo2::load),
              entry("olmoe", Olmoe::load),
              entry("openelm", Qwen3::load),
              entry("orion", StableLm::load),
              entry("pangu-embedded", Qwen2::load),
              entry("phi2", Phi2::load),
              entry("phi3", Phi3::load),
              entry("phimoe", Phi3::load),
              entry("plamo", Plamo::load),
              entry("plamo2", Plamo2::load),
              entry("plm", Plm::load),
              entry("qwen", Qwen::load),
              entry("qwen2", Qwen2::load),
              entry("qwen2moe", Qwen2Moe::load),
              entry("qwen2vl", Qwen2::load),
              entry("qwen3", Qwen3::load),
              entry("qwen35", Qwen3Next::load35),
              entry("qwen35moe", Qwen3Next::load35),
              entry("qwen3moe", Qwen3::load),
              entry("qwen3next", Qwen3Next::load),
              entry("qwen3vl", Qwen3::load),
              entry("qwen3vlmoe", Qwen3::load),
              entry("refact", Refact::load),
              entry("seed_oss", Qwen2::load),
              entry("smallthinker", SmallThinker::load),
              entry("smollm3", SmolLm3::load),
              entry("stablelm", StableLm::load),
              entry("starcoder", Gpt2::load),
              entry("starcoder2", StarCoder2::load),
              entry("step35", Step35::load),
              entry("xverse", Llama::load)));

  private Architectures() {}

  /** The names of all architectures that can be run. */
  public static SortedSet<String> names() {
    return new TreeSet<>(TABLE.keySet());
  }

  /**
   * Builds the model in a file.
   *
   * @param context the most tokens of a text; 0 for as many as it was trained on
   * @throws LlamajarException if its architecture is unknown, or the file is not a whole model of
   *     it
   */
  public static Network load(Gguf gguf, int context) {
    ModelFile file = new ModelFile(gguf, context);
    Architecture architecture = TABLE.get(file.architecture());
    if (architecture == null) {
      throw new LlamajarException(
          "The architecture %s is not supported; the nearest that is is %s. Llamajar runs %s"
              .formatted(
                  ModelFile.quoted(file.architecture()),
                  nearest(file.architecture()),
                  String.join(", ", TABLE.keySet())));
    }
    Network network = architecture.load(file);
    file.checkAllRead();
    return network instanceof Decoder decoder && !file.isCausal() ? new Encoder(decoder) : network;
  }

  /** The name that takes the fewest changes, which families of models have in common. */
  private static String nearest(String unknown) {
    String name = unknown.toLowerCase(Locale.ROOT);
    return TABLE.keySet().stream()
        .min(Comparator.comparingInt(known -> changes(known, name)))
        .orElseThrow();
  }

  /** The fewest insertions, deletions and replacements that make one text of another. */
  private static int changes(String a, String b) {
    int[] row = IntStream.rangeClosed(0, b.length()).toArray(); // from the text's start so far
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

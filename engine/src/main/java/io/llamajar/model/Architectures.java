package io.llamajar.model;

import static java.util.Map.entry;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Gguf;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
              entry("bailingmoe2", Qwen2Moe::load),
              entry("bloom", Bloom::load),
              entry("chatglm", Llama::load),
              entry("codeshell", StarCoder2::load),
              entry("cohere2", Cohere2::load),
              entry("command-r", CommandR::load),
              entry("dbrx", Dbrx::load),
              entry("deepseek", DeepSeek::load),
              entry("deepseek2", DeepSeek2::load),
              entry("dots1", Qwen2Moe::load),
              entry("ernie4_5", Llama::load),
              entry("ernie4_5-moe", Llama::load),
              entry("exaone", Qwen2::load),
              entry("exaone4", Exaone4::load),
              entry("falcon", Falcon::load),
              entry("gemma", Gemma::load),
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
              entry("granitemoe", Granite::load),
              entry("grok", Grok::load),
              entry("hunyuan-dense", HunyuanDense::load),
              entry("hunyuan-moe", HunyuanDense::load),
              entry("internlm2", Llama::load),
              entry("jais", Jais::load),
              entry("llama", Llama::load),
              entry("llama4", Llama4::load),
              entry("minicpm", MiniCpm::load),
              entry("minicpm3", MiniCpm3::load),
              entry("minimax-m2", Qwen2::load),
              entry("mistral3", Mistral3::load),
              entry("mpt", Mpt::load),
              entry("nemotron", Nemotron::load),
              entry("olmo", Olmo::load),
              entry("olmo2", Olmo2::load),
              entry("olmoe", Qwen2Moe::load),
              entry("openelm", Qwen2::load),
              entry("orion", StableLm::load),
              entry("phi2", Phi2::load),
              entry("phi3", Phi3::load),
              entry("phimoe", Phi3::load),
              entry("plamo", Plamo::load),
              entry("plm", Plm::load),
              entry("qwen2", Qwen2::load),
              entry("qwen2moe", Qwen2Moe::load),
              entry("qwen2vl", Qwen2::load),
              entry("qwen3", Qwen2::load),
              entry("qwen3moe", Qwen2::load),
              entry("qwen3vl", Qwen2::load),
              entry("qwen3vlmoe", Qwen2::load),
              entry("refact", Refact::load),
              entry("seed_oss", Qwen2::load),
              entry("smollm3", SmolLm3::load),
              entry("stablelm", StableLm::load),
              entry("starcoder", Gpt2::load),
              entry("starcoder2", StarCoder2::load),
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
  public static Decoder load(Gguf gguf, int context) {
    ModelFile file = new ModelFile(gguf, context);
    Architecture architecture = TABLE.get(file.architecture());
    if (architecture == null) {
      throw new LlamajarException(
          "The architecture %s is not supported; Llamajar runs %s"
              .formatted(ModelFile.quoted(file.architecture()), String.join(", ", TABLE.keySet())));
    }
    Decoder decoder = architecture.load(file);
    file.checkAllRead();
    return decoder;
  }
}

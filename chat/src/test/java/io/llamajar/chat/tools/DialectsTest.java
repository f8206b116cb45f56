package io.llamajar.chat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A template shows which dialect its model speaks. */
class DialectsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Apriel-1.6-15b-Thinker-fixed                  | Apriel
          ByteDance-Seed-OSS                            | Seed-OSS
          Cohere2MoE                                    | Command R7B
          CohereForAI-c4ai-command-r-plus-tool_use      | Command R+
          CohereForAI-c4ai-command-r7b-12-2024-tool_use | Command R7B
          GLM-4.6                                       | GLM
          GLM-5.2                                       | GLM
          GigaChat3-10B-A1.8B                           | GigaChat 3
          GigaChat3.1-10B-A1.8B                         | GigaChat 3.1
          HuggingFaceTB-SmolLM3-3B                      | Hermes
          Kimi-K2-Instruct                              | Kimi K2
          LFM2-8B-A1B                                   | LFM2
          LFM2.5-8B-A1B                                 | LFM2
          MiMo-VL                                       | Hermes
          MiniMax-M1                                    | MiniMax-M1
          MiniMax-M3                                    | MiniMax-M3
          Mistral-Small-3.2-24B-Instruct-2506           | Mistral 3.2
          NVIDIA-Nemotron-Nano-v2                       | Nemotron
          NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use | Hermes
          Qwen-QwQ-32B                                  | Hermes
          Qwen-Qwen2.5-7B-Instruct                      | Hermes
          Qwen-Qwen3-0.6B                               | Hermes
          Qwen3.5-4B                                    | Qwen3-Coder
          Reka-Edge                                     | Hermes
          Spark2.5                                      | GLM
          deepseek-ai-DeepSeek-V3.1                     | DeepSeek V3.1
          deepseek-ai-DeepSeek-V4                       | DeepSeek V4
          google-gemma-4-31B-it                         | Gemma 4
          ibm-granite-granite-3.3-2B-Instruct           | Granite
          ibm-granite-granite-4.1                       | Hermes
          inclusionai-ling-3.0-flash                    | GLM
          llama-cpp-deepseek-r1                         | DeepSeek R1
          llama-cpp-rwkv-world                          | Hermes
          meetkai-functionary-medium-v3.1               | Functionary 3.1
          meetkai-functionary-medium-v3.2               | Functionary 3.2
          meta-llama-Llama-3.1-8B-Instruct              | Llama 3
          meta-llama-Llama-3.2-3B-Instruct              | Llama 3
          microsoft-Phi-3.5-mini-instruct               | Hermes
          mistralai-Mistral-Nemo-Instruct-2407          | Mistral
          moonshotai-Kimi-K2                            | Kimi K2
          muse-glimmer                                  | Muse
          openai-gpt-oss-120b                           | GPT-OSS
          poolside-Laguna-S-2.1                         | GLM
          poolside-Laguna-XS.2                          | GLM
          unsloth-Apriel-1.5                            | Apriel
          unsloth-mistral-Devstral-Small-2507           | Mistral 3
          """)
  void aTemplateShowsItsDialect(String template, String dialect) {
    assertThat(Dialects.of(Samples.template(template)).name()).isEqualTo(dialect);
  }
}

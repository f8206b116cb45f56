package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.BenchReport.Format;
import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.tools.BenchResult;
import io.llamajar.tools.BenchResult.Speed;
import io.llamajar.tools.BenchResult.Start;
import io.llamajar.tools.Machine;
import io.llamajar.tools.Spread;
import io.llamajar.tools.TypeSum;
import io.llamajar.tools.Work;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Measurements as tables and as JSON. */
class BenchCommandTest {
  private static final String MODEL = Kit.path("models/llama-gqa.gguf").toString();

  private static final BenchReport REPORT =
      new BenchReport(
          new Machine("A \"fast\" CPU", 8, "25"),
          List.of(
              new BenchResult(
                  "one|two",
                  1_500_000,
                  List.of(
                      new TypeSum(GgmlType.F32, 1, 1_000, 4_000),
                      new TypeSum(GgmlType.Q4_0, 2, 9_000, 5_000)),
                  "reference",
                  2,
                  new Start(0.25, 0.5),
                  List.of(
                      new Speed(
                          new Work(Work.Kind.PROMPT, 512, 0, 1), List.of(100.0, 110.0, 120.0)),
                      new Speed(new Work(Work.Kind.GENERATION, 64, 8192, 1), List.of(7.0))),
                  Optional.of(Spread.of(12.5e9)),
                  OptionalLong.of(2_500_000))));

  @Test
  void markdownHasARowForEachModelAndWork() {
    assertThat(REPORT.text(Format.MD))
        .isEqualTo(
            """
            A "fast" CPU, 8 cores, Java 25

            | model | weights | parameters | file | kernels | threads | open | first token \
            | peak memory | read |
            |---|---|--:|--:|---|--:|--:|--:|--:|--:|
            | one\\|two | Q4_0 90.0%, F32 10.0% | 10,000 | 1.5 MB | reference | 2 | 0.250 s \
            | 0.500 s | 2.5 MB | 12.50 GB/s |

            | model | work | tokens/s | ± | median | min | max |
            |---|---|--:|--:|--:|--:|--:|
            | one\\|two | pp512 | 110.00 | 10.00 | 110.00 | 100.00 | 120.00 |
            | one\\|two | tg64 @ d8192 | 7.00 | 0.00 | 7.00 | 7.00 | 7.00 |
            """);
  }

  @Test
  void csvHasARowForEachWork() {
    assertThat(REPORT.text(Format.CSV).lines())
        .containsExactly(
            "model,parameters,fileBytes,kernels,threads,cpu,java,openSeconds,firstTokenSeconds,"
                + "peakBytes,readBytesPerSecond,work,mean,deviation,median,min,max",
            "\"one|two\",10000,1500000,\"reference\",2,\"A \"\"fast\"\" CPU\",\"25\",0.250000,"
                + "0.500000,2500000,12500000000,\"pp512\",110.000000,10.000000,110.000000,"
                + "100.000000,120.000000",
            "\"one|two\",10000,1500000,\"reference\",2,\"A \"\"fast\"\" CPU\",\"25\",0.250000,"
                + "0.500000,2500000,12500000000,\"tg64 @ d8192\",7.000000,0.000000,7.000000,"
                + "7.000000,7.000000");
  }

  @Test
  void jsonHasEverything() {
    JsonNode json = JsonMapper.shared().readTree(REPORT.text(Format.JSON));
    assertThat(json.get("cpu").asString()).isEqualTo("A \"fast\" CPU");
    JsonNode model = json.at("/models/0");
    assertThat(model.at("/types/Q4_0").asInt()).isEqualTo(9_000);
    assertThat(model.get("peakBytes").asLong()).isEqualTo(2_500_000);
    assertThat(model.at("/readBytesPerSecond/median").asDouble()).isEqualTo(12.5e9);
    JsonNode work = model.at("/works/0");
    assertThat(work.get("work").asString()).isEqualTo("pp512");
    assertThat(work.get("kind").asString()).isEqualTo("prompt");
    assertThat(work.get("deviation").asDouble()).isEqualTo(10);
    assertThat(work.get("tokensPerSecond")).hasSize(3);
  }

  @Test
  void severalModelsAndLengthsAreMeasured() {
    Result result =
        Program.run(
            "bench",
            "-m",
            MODEL,
            "-m",
            MODEL,
            "-p",
            "4,2",
            "-n",
            "1",
            "-d",
            "3",
            "-r",
            "2",
            "-t",
            "1",
            "--kv",
            "f32",
            "--sequences",
            "2",
            "--memory",
            "-o",
            "json");
    assertThat(result.code()).isZero();
    JsonNode models = JsonMapper.shared().readTree(result.out()).get("models");
    assertThat(models).hasSize(2);
    assertThat(models.at("/1/works/1/work").asString()).isEqualTo("pp2 @ d3 x 2");
    assertThat(models.at("/1/works/2/tokensPerSecond")).hasSize(2);
    assertThat(models.at("/0/kernels").asString()).isNotBlank();
    assertThat(models.at("/0/readBytesPerSecond/min").asDouble()).isPositive();
  }
}

package io.llamajar.cli;

import io.llamajar.tools.BenchResult;
import io.llamajar.tools.BenchResult.Speed;
import io.llamajar.tools.Machine;
import io.llamajar.tools.Spread;
import io.llamajar.tools.TypeSum;
import io.llamajar.tools.Work;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** What was measured, as Markdown tables, as JSON or as CSV. */
record BenchReport(Machine machine, List<BenchResult> results) {
  /** How it can be shown. */
  enum Format {
    MD,
    JSON,
    CSV
  }

  String text(Format format) {
    return switch (format) {
      case MD -> markdown();
      case JSON -> Json.of(this::json);
      case CSV -> csv();
    };
  }

  private String markdown() {
    Formatter text = new Formatter(Locale.ROOT);
    text.format("%s, %d cores, Java %s\n\n", machine.cpu(), machine.cores(), machine.java());
    text.format("| model | weights | parameters | file | kernels | threads ");
    text.format("| open | first token | peak memory | read |\n");
    text.format("|---|---|--:|--:|---|--:|--:|--:|--:|--:|\n");
    for (BenchResult result : results) {
      text.format("| %s | %s ", cell(result.name()), types(result));
      text.format("| %,d | %s ", result.parameters(), megabytes(result.bytes()));
      text.format("| %s | %d ", result.kernels(), result.threads());
      text.format("| %.3f s ", result.start().openSeconds());
      text.format("| %.3f s ", result.start().firstTokenSeconds());
      text.format("| %s ", megabytes(result.peakBytes()));
      text.format("| %s |\n", result.read().map(BenchReport::gigabytes).orElse(""));
    }
    text.format("\n| model | work | tokens/s | ± | median | min | max |\n");
    text.format("|---|---|--:|--:|--:|--:|--:|\n");
    for (BenchResult result : results) {
      for (Speed speed : result.speeds()) {
        Spread s = speed.spread();
        text.format("| %s | %s ", cell(result.name()), speed.work().name());
        text.format("| %.2f | %.2f | %.2f ", s.mean(), s.deviation(), s.median());
        text.format("| %.2f | %.2f |\n", s.min(), s.max());
      }
    }
    return text.toString();
  }

  /** The types of most weights first, each with its share. */
  private static String types(BenchResult result) {
    return result.types().stream()
        .sorted((a, b) -> Long.compare(b.parameters(), a.parameters()))
        .map(sum -> share(sum, result.parameters()))
        .collect(Collectors.joining(", "));
  }

  private static String share(TypeSum sum, long parameters) {
    return String.format(
        Locale.ROOT, "%s %.1f%%", sum.type(), 100.0 * sum.parameters() / parameters);
  }

  private static String cell(String name) {
    return Lines.single(name).replace("|", "\\|");
  }

  private static String megabytes(OptionalLong bytes) {
    return bytes.isPresent() ? megabytes(bytes.getAsLong()) : "";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }

  private static String gigabytes(Spread bytesPerSecond) {
    return String.format(Locale.ROOT, "%.2f GB/s", bytesPerSecond.median() / 1e9);
  }

  private void json(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("cpu", machine.cpu());
    json.writeNumberProperty("cores", machine.cores());
    json.writeStringProperty("java", machine.java());
    json.writeArrayPropertyStart("models");
    for (BenchResult result : results) {
      json.writeStartObject();
      model(json, result);
      json.writeArrayPropertyStart("works");
      result.speeds().forEach(speed -> speed(json, speed));
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void model(JsonGenerator json, BenchResult result) {
    json.writeStringProperty("name", result.name());
    json.writeNumberProperty("fileBytes", result.bytes());
    json.writeNumberProperty("parameters", result.parameters());
    json.writeObjectPropertyStart("types");
    result.types().forEach(sum -> json.writeNumberProperty(sum.type().name(), sum.parameters()));
    json.writeEndObject();
    json.writeStringProperty("kernels", result.kernels());
    json.writeNumberProperty("threads", result.threads());
    json.writeNumberProperty("openSeconds", result.start().openSeconds());
    json.writeNumberProperty("firstTokenSeconds", result.start().firstTokenSeconds());
    result.peakBytes().ifPresent(peak -> json.writeNumberProperty("peakBytes", peak));
    result
        .read()
        .ifPresent(read -> {
          json.writeObjectPropertyStart("readBytesPerSecond");
          spread(json, read);
          json.writeEndObject();
        });
  }

  private static void speed(JsonGenerator json, Speed speed) {
    Work work = speed.work();
    json.writeStartObject();
    json.writeStringProperty("work", work.name());
    json.writeStringProperty("kind", work.kind().name().toLowerCase(Locale.ROOT));
    json.writeNumberProperty("tokens", work.tokens());
    json.writeNumberProperty("depth", work.depth());
    json.writeNumberProperty("sequences", work.sequences());
    spread(json, speed.spread());
    json.writeArrayPropertyStart("tokensPerSecond");
    speed.tokensPerSecond().forEach(each -> json.writeNumber((double) each));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void spread(JsonGenerator json, Spread spread) {
    json.writeNumberProperty("mean", spread.mean());
    json.writeNumberProperty("deviation", spread.deviation());
    json.writeNumberProperty("median", spread.median());
    json.writeNumberProperty("min", spread.min());
    json.writeNumberProperty("max", spread.max());
  }

  private String csv() {
    Formatter text = new Formatter(Locale.ROOT);
    text.format("model,parameters,fileBytes,kernels,threads,cpu,java,openSeconds,");
    text.format("firstTokenSeconds,peakBytes,readBytesPerSecond,");
    text.format("work,mean,deviation,median,min,max\n");
    for (BenchResult result : results) {
      for (Speed speed : result.speeds()) {
        text.format("%s,%d,%d,", field(result.name()), result.parameters(), result.bytes());
        text.format("%s,%d,", field(result.kernels()), result.threads());
        text.format("%s,%s,", field(machine.cpu()), field(machine.java()));
        text.format("%.6f,", result.start().openSeconds());
        text.format("%.6f,", result.start().firstTokenSeconds());
        text.format("%s,", result.peakBytes().isPresent() ? result.peakBytes().getAsLong() : "");
        text.format(
            "%s,",
            result
                .read()
                .map(read -> String.format(Locale.ROOT, "%.0f", read.median()))
                .orElse(""));
        Spread s = speed.spread();
        text.format("%s,%.6f,%.6f,", field(speed.work().name()), s.mean(), s.deviation());
        text.format("%.6f,%.6f,%.6f\n", s.median(), s.min(), s.max());
      }
    }
    return text.toString();
  }

  /** A text as RFC 4180 quotes it. */
  private static String field(String text) {
    return '"' + Lines.single(text).replace("\"", "\"\"") + '"';
  }
}

package io.llamajar;

import io.llamajar.gguf.GgufSource;
import java.nio.file.Path;
import java.util.Arrays;

final class Bench {
  public static void main(String[] args) {
    for (int rep = 0; rep < 3; rep++) {
      long t0 = System.nanoTime();
      try (Model model =
              Model.open(GgufSource.of(Path.of(args[0])), ModelOptions.defaults().withThreads(2));
          Session session = model.session()) {
        System.out.printf("open %.1f ms%n", (System.nanoTime() - t0) / 1e6);
        int[] prompt = new int[Integer.parseInt(args[1])];
        Arrays.setAll(prompt, i -> 3 + i * 7 % 200);
        Generation g =
            session.generate(
                prompt, GenerationOptions.defaults().withMaxTokens(Integer.parseInt(args[2])));
        g.text();
        System.out.println(g.statistics());
        System.out.printf(
            "prompt %.1f tok/s, gen %.2f tok/s%n",
            prompt.length / g.statistics().promptSeconds(),
            g.statistics().generatedTokens() / g.statistics().generationSeconds());
      }
    }
  }
}

package io.llamajar.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A user's home with a hub of their own: finds models there, and keeps what was told. */
final class Bench {
  static final String REPOSITORY = "owner/repo";

  final Map<String, String> environment = new HashMap<>();
  final List<String> told = new ArrayList<>();
  final List<Duration> pauses = new ArrayList<>();
  final Path home;

  Duration silence = Duration.ofSeconds(30);
  long memory = Long.MAX_VALUE;
  long reached;

  Bench(Path home, URI endpoint) {
    this.home = home;
    environment.put("HF_ENDPOINT", endpoint.toString());
  }

  HubSettings settings() {
    return HubSettings.of(name -> Optional.ofNullable(environment.get(name)), home);
  }

  Hub hub() {
    Patience patience = new Patience(silence, 4, pauses::add);
    return new Hub(new Means(settings(), watcher(), patience, () -> memory));
  }

  private Watcher watcher() {
    return new Watcher() {
      @Override
      public void tell(String message) {
        told.add(message);
      }

      @Override
      public Bar begin(long total, long there) {
        reached = there;
        return new Bar() {
          @Override
          public void upTo(long bytes) {
            reached = bytes;
          }

          @Override
          public void close() {
            told.add("%d of %d bytes".formatted(reached, total));
          }
        };
      }
    };
  }

  Path cache() {
    return home.resolve(".cache/huggingface/hub/models--owner--repo");
  }

  Path blob(byte[] content) {
    return cache().resolve("blobs").resolve(FakeHub.sha256(content));
  }

  Path part(byte[] content) {
    return cache().resolve("blobs").resolve(FakeHub.sha256(content) + ".llamajar.incomplete");
  }

  Path snapshot(String path) {
    return cache().resolve("snapshots").resolve(FakeHub.COMMIT).resolve(path);
  }

  /** Bytes that differ from each other's. */
  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }
}

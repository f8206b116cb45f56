package io.llamajar.hub;

import io.llamajar.hub.HubRepository.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Brings the files of one model from the hub into its repository's folder. */
record HubDownload(Web web, HubRepository repository, RepositoryFolder folder, Watcher watcher) {

  /** Has all of a model's files there. */
  void bring(Offer offer, List<Version> versions) throws IOException {
    Files.createDirectories(folder.blobs());
    long total = versions.stream().mapToLong(Version::bytes).sum();
    long there = versions.stream().mapToLong(this::there).sum();
    if (there == total && versions.stream().allMatch(this::isThere)) {
      publish(offer, versions);
      return;
    }
    watcher.tell(
        "downloading %s:%s, %s%s"
            .formatted(
                HubName.PREFIX + folder.id(),
                offer.label(),
                Amount.of(total),
                there > 0 ? ", of which %s are there".formatted(Amount.of(there)) : ""));
    try (Watcher.Bar bar = watcher.begin(total, there)) {
      long before = 0;
      for (int i = 0; i < versions.size(); i++) {
        bring(offer.files().get(i), versions.get(i), new Shifted(bar, before));
        before += versions.get(i).bytes();
      }
    }
    publish(offer, versions);
  }

  private boolean isThere(Version version) {
    return Files.exists(folder.blob(version.etag()));
  }

  private long there(Version version) {
    return isThere(version)
        ? version.bytes()
        : Math.min(version.bytes(), Tree.size(folder.part(version.etag())));
  }

  /** A part of a bar: those before it are full. */
  private record Shifted(Watcher.Bar bar, long before) {
    void upTo(long bytes) {
      bar.upTo(before + bytes);
    }
  }

  private void bring(Listed file, Version version, Shifted bar) throws IOException {
    try (Lock _ = Lock.take(folder.lock(version.etag()), () -> wait(file))) {
      if (!isThere(version)) {
        new Download(web, order(file, version), bar::upTo).run();
      }
    }
    bar.upTo(version.bytes());
  }

  private void wait(Listed file) {
    watcher.tell("another process is downloading %s; waiting for it".formatted(file.path()));
  }

  private Download.Order order(Listed file, Version version) {
    return new Download.Order(
        repository.address(file.path(), version.commit()),
        version.bytes(),
        Checksum.of(version.etag()).or(file::checksum),
        Optional.of(version.etag()),
        folder.part(version.etag()),
        folder.blob(version.etag()),
        repository::refusal);
  }

  private void publish(Offer offer, List<Version> versions) throws IOException {
    for (int i = 0; i < versions.size(); i++) {
      Version version = versions.get(i);
      folder.publish(version.etag(), versions.getFirst().commit(), offer.files().get(i).path());
    }
  }
}

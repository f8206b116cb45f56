package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a word means on the hub: {@code hf:OWNER/REPO}, and perhaps {@code @REVISION} and {@code
 * :QUANT}.
 *
 * @param id the owner and the repository, with a slash between
 * @param revision a branch, a tag or a commit
 * @param wanted a quantisation, or a file's name; which one it is, the repository decides
 */
record HubName(String id, String revision, Optional<String> wanted) {
  static final String PREFIX = "hf:";

  private static final String MAIN = "main";
  private static final String ID = "(?!\\.)[\\w.-]+/(?!\\.)[\\w.-]+";
  private static final Pattern NAME =
      Pattern.compile(
          "hf:(?<id>%s)(?:@(?<revision>\\w[\\w./-]*))?(?::(?<wanted>.+))?".formatted(ID));
  private static final Pattern PAGE =
      Pattern.compile("/(?<id>%s)/(?:resolve|blob)/(?<revision>[^/]+)/(?<wanted>.+)".formatted(ID));
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /**
   * @throws LlamajarException if it is not of that form
   */
  static HubName parse(String word) {
    Matcher name = NAME.matcher(word);
    if (!name.matches() || name.group("id").contains("--") || isOdd(word)) {
      throw new LlamajarException(
          "%s names no model; write hf:OWNER/REPO or hf:OWNER/REPO:QUANT".formatted(word));
    }
    return of(name);
  }

  /** A file's address on the hub, as its pages show it. */
  static Optional<HubName> at(URI address, URI endpoint) {
    String base = Optional.ofNullable(endpoint.getPath()).orElse("");
    String path = Optional.ofNullable(address.getPath()).orElse("");
    if (!Address.isSameServer(address, endpoint) || !path.startsWith(base)) {
      return Optional.empty();
    }
    Matcher page = PAGE.matcher(path.substring(base.length()));
    return page.matches() && !isOdd(page.group()) ? Optional.of(of(page)) : Optional.empty();
  }

  private static HubName of(Matcher match) {
    return new HubName(
        match.group("id"),
        Optional.ofNullable(match.group("revision")).orElse(MAIN),
        Optional.ofNullable(match.group("wanted")));
  }

  /** Names become files and folders. */
  private static boolean isOdd(String text) {
    return text.contains("..") || text.contains("//") || text.contains("\\");
  }

  boolean isMain() {
    return revision.equals(MAIN);
  }

  boolean isCommit() {
    return COMMIT.matcher(revision).matches();
  }

  /** The name of one of its models. */
  String of(String label) {
    return this + ":" + label;
  }

  /** The repository's page, where people accept licences. */
  String page(URI endpoint) {
    return endpoint + "/" + id;
  }

  /** The name of the repository. */
  @Override
  public String toString() {
    return PREFIX + id + (isMain() ? "" : "@" + revision);
  }
}

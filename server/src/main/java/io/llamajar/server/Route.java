package io.llamajar.server;

import java.util.Optional;

/**
 * A line of the table of {@link Routes}.
 *
 * @param method as HTTP spells it: GET, POST or DELETE
 * @param path as in a request; where it ends in <code>{...}</code>, anything may stand there
 * @param family whose API it is a part of
 * @param endpoint what answers
 * @param open whether it needs no key
 */
record Route(String method, String path, Family family, Endpoint endpoint, boolean open) {
  static Route get(String path, Family family, Endpoint endpoint) {
    return new Route("GET", path, family, endpoint, false);
  }

  static Route delete(String path, Family family, Endpoint endpoint) {
    return new Route("DELETE", path, family, endpoint, false);
  }

  static Route post(String path, Family family, Endpoint endpoint) {
    return new Route("POST", path, family, endpoint, false);
  }

  Route withoutKey() {
    return new Route(method, path, family, endpoint, true);
  }

  /** What stands at the end of a path that this is the route of: nothing, if all of it is fixed. */
  Optional<String> match(String requested) {
    int brace = path.indexOf('{');
    if (brace < 0) {
      return requested.equals(path) ? Optional.of("") : Optional.empty();
    }
    boolean matches = requested.length() > brace && requested.startsWith(path.substring(0, brace));
    return matches ? Optional.of(requested.substring(brace)) : Optional.empty();
  }
}

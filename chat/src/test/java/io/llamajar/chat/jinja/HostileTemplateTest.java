package io.llamajar.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A template from a stranger's file cannot take the stack, the memory or the time. */
class HostileTemplateTest {
  private static final int SMALL_STACK = 512 * 1024;

  static Stream<String> templates() {
    String loop = "{% for i in range(100000) %}";
    return Stream.of(
        // deep
        "{{ " + "(".repeat(100_000),
        "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}",
        "{{ " + "[".repeat(5000) + "]".repeat(5000) + " }}",
        "{{ " + "not ".repeat(100_000) + "1 }}",
        "{{ " + "-".repeat(100_000) + "1 }}",
        "{{ 1" + " + 1".repeat(100_000) + " }}",
        "{{ x" + "|d(1)".repeat(100_000) + " }}",
        "{{ 1" + " if 1 else 1".repeat(100_000) + " }}",
        "{{ 'a'" + ".strip()".repeat(100_000) + " }}",
        "{{ 1" + " is eq 1 is eq".repeat(100_000) + " }}",
        "{% if 1 %}".repeat(100_000),
        "{% for i in [1] %}".repeat(5000) + "{% endfor %}".repeat(5000),
        "{% set " + "(".repeat(100_000) + "a = 1 %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f(a=g()) %}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% set n = namespace(x=[]) %}" + loop + "{% set n.x = [n.x] %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=[1]) %}"
            + loop
            + "{% set n.x = n.x|map('string') %}{% endfor %}{{ n.x|list }}",
        "{% set n = namespace() %}{% set n.n = n %}"
            + loop
            + "{% set n.n = {'n': n} %}{% endfor %}{{ n }}",
        // large
        "{{ 'x' * 999999999999 }}",
        "{{ [0] * 999999999 }}",
        "{{ 'x'.center(999999999) }}",
        "{{ 'x'|center(999999999) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '%.999999999f' % 1 }}",
        "{{ '%*d' % (999999999, 1) }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ '{:.999999999f}'.format(1.5) }}",
        "{{ 'x'.zfill(999999999) }}",
        "{{ '\\t'.expandtabs(999999999) }}",
        "{{ 'x'|indent(999999999, true) }}",
        "{{ [1]|tojson(indent=999999999) }}",
        "{{ [1]|batch(999999999, 0)|list }}",
        "{{ [1]|slice(999999999)|list }}",
        "{{ range(999999999) }}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ 10 ** 100000 }}",
        "{{ 1.5 ** 1e300 }}",
        "{{ 1|round(999999999) }}{{ 1.5|round(-999999999) }}{{ 1|round(-999999999) }}"
            + "{{ 'x' * 99999999 }}",
        "{% set n = namespace(x='x') %}" + loop + "{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x='x') %}" + loop + "{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x='xx') %}"
            + loop
            + "{% set n.x = n.x.replace('x', n.x) %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}" + loop + "{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=[]) %}" + loop + "{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=()) %}"
            + loop
            + "{% set n.x = (n.x, n.x) %}{% endfor %}{{ {n.x: 1} }}",
        "{% set n = namespace(x=9) %}" + loop + "{% set n.x = n.x * n.x %}{% endfor %}",
        loop + "{{ 'x' * 10000000 }}{% endfor %}",
        loop + "{% set x = 'x' * 10000000 %}{% endfor %}",
        loop + "{% set x %}{{ 'x' * 10000000 }}{% endset %}{% endfor %}",
        // long
        loop + loop + loop + "{% endfor %}".repeat(3),
        loop + loop + "x{% endfor %}{% endfor %}",
        loop + "{{ range(100000)|sum }}{% endfor %}",
        loop + "{{ range(100000)|list|sort|length }}{% endfor %}",
        loop + "{{ (range(100000)|list) == (range(100000)|list) }}{% endfor %}",
        "{% set x = range(100000)|list %}" + loop + "{% if 'a' in x %}{% endif %}{% endfor %}",
        "{% set x = 'ab' * 1000000 %}" + loop + "{% if 'ba' in x %}{% endif %}{% endfor %}",
        "{% set x = 'ab' * 1000000 %}" + loop + "{% set y = x.upper() %}{% endfor %}",
        "{% set x = [''] * 100000 %}" + loop + "{{ ''.join(x) }}{% endfor %}",
        "{% set x = [''] * 100000 %}" + loop + "{{ x.count(1) }}{% endfor %}",
        "{% set x = 'a' * 8000000 %}" + loop + "{{ (x ~ 'b') in (x ~ x) }}{% endfor %}",
        "{% set x = 'a' * 8000000 %}" + loop + "{{ (x ~ x).strip(x ~ 'b') }}{% endfor %}",
        "{% set x = '&' * 8000000 %}" + loop + "{{ x|striptags }}{% endfor %}",
        "{% set x = 'a' * 8000000 %}" + loop + "{{ x|wordwrap(1) }}{% endfor %}",
        "{% set x = '\\u20ac' * 8000000 %}" + loop + "{{ x[7999999] == x[:1] }}{% endfor %}",
        "{% set x = 'ab' * 8000000 %}" + loop + "{{ x|list|length }}{{ x.split('a') }}{% endfor %}",
        "{% set n = namespace() %}{% macro f() %}{% macro g() %}{{ n.f() }}{% endmacro %}"
            + "{% set n.f = g %}{% endmacro %}{{ f() }}"
            + "{{ n.f() }}",
        "{% set x = ' ' * 1000000 %}" + loop + "{% set y = x|trim %}{% endfor %}");
  }

  @ParameterizedTest
  @MethodSource("templates")
  void isStopped(String source) throws InterruptedException {
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    Thread thread =
        new Thread(null, () -> outcome.complete(outcome(source)), "hostile", SMALL_STACK);
    thread.start();

    assertThat(outcome.join()).isInstanceOf(TemplateException.class);
    thread.join();
  }

  @SuppressWarnings("CatchingUnchecked") // whatever comes out is the outcome
  private static Object outcome(String source) {
    try {
      return Template.parse(source).render(Map.of());
    } catch (Throwable e) {
      return e;
    }
  }

  @Test
  void refusesCyclicVariables() {
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);

    assertThatThrownBy(() -> Template.parse("{{ x }}").render(Map.of("x", cycle)))
        .isInstanceOf(TemplateException.class);
  }
}

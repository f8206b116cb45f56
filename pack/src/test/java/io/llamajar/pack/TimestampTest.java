package io.llamajar.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
  @Test
  void withoutADateItIsAlwaysTheSame() {
    assertThat(Timestamp.of(Optional.empty())).isEqualTo(Timestamp.FIXED);
    assertThat(Timestamp.FIXED.dos()).isEqualTo(((46 << 9) | (1 << 5) | 1) << 16);
  }

  @Test
  void secondsSince1970AreTakenInUtc() {
    int date = ((2023 - 1980) << 9) | (11 << 5) | 14;
    int time = (22 << 11) | (13 << 5) | (20 / 2);
    assertThat(Timestamp.of(Optional.of(" 1700000000\n")).dos()).isEqualTo((date << 16) | time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "today", "1.5", "0", "-1", "315532799", "4354819200", "99999999999999999999"})
  void whatAnArchiveCannotBearIsRefused(String date) {
    assertThatThrownBy(() -> Timestamp.of(Optional.of(date)))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("SOURCE_DATE_EPOCH");
  }
}

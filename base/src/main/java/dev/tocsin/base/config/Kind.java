// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.Prefix;
import java.time.Duration;

/// How the text of one value is read. A text that is not such a value is an {@link
/// IllegalArgumentException} whose message says what was expected and what came.
@FunctionalInterface
public interface Kind<T> {

  Kind<String> STRING = Scalars::nonBlank;
  Kind<Boolean> BOOL = Scalars::bool;
  Kind<Duration> DURATION = Scalars::duration;
  Kind<ByteSize> SIZE = Scalars::size;
  Kind<Prefix> PREFIX = Prefix::parse;

  T parse(String text);

  /// `host:port`, `[address]:port`; without a port where `defaultPort` is not negative.
  static Kind<HostAndPort> address(int defaultPort) {
    return text -> HostAndPort.parse(text, defaultPort);
  }

  static Kind<Long> integer(long min, long max) {
    return text -> Scalars.integer(text, min, max);
  }

  static Kind<Double> decimal(double min, double max) {
    return text -> Scalars.decimal(text, min, max);
  }

  static Kind<Duration> duration(Duration min, Duration max) {
    return text -> Scalars.duration(text, min, max);
  }

  /// One of the words of an enum: its constants in lower case with hyphens.
  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    return text -> Scalars.choice(text, type);
  }
}

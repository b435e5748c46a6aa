// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings.resources;

import dev.tocsin.base.config.Kind;
import dev.tocsin.dots.wire.data.match.Labelled;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Words that YANG defines; a set of them is a list, and `none` is the empty set.
final class Words {

  private static final String NONE = "none";

  private Words() {}

  static <E extends Labelled> Kind<E> one(E[] all) {
    return text ->
        find(all, text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected one of " + labels(all) + ", found '" + text + "'"));
  }

  /// Empty for `none`.
  static <E extends Labelled> Kind<Optional<E>> of(E[] all) {
    var one = one(all);
    return text -> text.equals(NONE) ? Optional.empty() : Optional.of(one.parse(text));
  }

  static <E> Set<E> set(List<Optional<E>> words) {
    return words.stream().flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
  }

  private static <E extends Labelled> Optional<E> find(E[] all, String text) {
    return Stream.of(all).filter(each -> each.label().equals(text)).findFirst();
  }

  private static String labels(Labelled[] all) {
    return Stream.of(all).map(Labelled::label).collect(Collectors.joining(", "));
  }
}

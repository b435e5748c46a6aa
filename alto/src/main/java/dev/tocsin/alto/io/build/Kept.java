// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What was made last, and what it was made of: it is made again when that is not the same any
/// more. One thread at a time.
final class Kept<T> {

  private record Made<T>(Object of, T value) {}

  private @Nullable Made<T> last;

  /// @param of equal to that of before exactly if the same would come of it
  T get(Object of, Supplier<T> make) {
    var made = last;
    if (made == null || !made.of().equals(of)) {
      made = new Made<>(of, make.get());
      last = made;
    }
    return made.value();
  }
}

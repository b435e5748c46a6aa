// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.MitigationKey;

/// Who wants a route.
sealed interface Holder {

  record OfMitigation(MitigationKey key) implements Holder {}

  record OfList(FilterKey key) implements Holder {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

import java.util.List;

/// An application of the overlay: what it stores, who may store it, where and how much (US-1).
public interface Usage {

  /// As the overlay's configuration names it among those that every peer has to know.
  String name();

  List<Kind> kinds();
}

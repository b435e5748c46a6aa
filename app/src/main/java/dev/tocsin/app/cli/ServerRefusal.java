// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import java.io.IOException;
import java.util.List;

/// What a running server does not do, with every reason.
public final class ServerRefusal extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> reasons;

  public ServerRefusal(List<String> reasons) {
    super(String.join("; ", reasons));
    this.reasons = List.copyOf(reasons);
  }

  public List<String> reasons() {
    return reasons;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.wire.control.ActivationType;
import java.util.Collection;

/// For tests that look at answers only.
final class NoOutcome implements DataOutcome {

  @Override
  public void change(DataChange change, DataChange restored) {}

  @Override
  public void install(FilterOrder order) {}

  @Override
  public void remove(FilterKey key) {}

  @Override
  public void activated(FilterKey key, ActivationType type) {}

  @Override
  public void accepting(String domain, Collection<Prefix> destinations) {}

  @Override
  public void audit(String action, String domain, String cuid, String detail) {}
}

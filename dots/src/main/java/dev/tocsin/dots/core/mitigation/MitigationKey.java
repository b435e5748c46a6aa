// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.mitigation;

/// What names one mitigation on a server for good: the mid is unique per client, the cuid per
/// domain.
public record MitigationKey(String domain, String cuid, long mid) {

  @Override
  public String toString() {
    return domain + "/" + cuid + "/" + mid;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.mitigation;

/// What names one access control list on a server for good: its name is unique per client, the cuid
/// per domain.
public record FilterKey(String domain, String cuid, String acl) {

  @Override
  public String toString() {
    return domain + "/" + cuid + "/" + acl;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import dev.tocsin.base.net.Prefix;

/// Addresses that a flow specification asks for.
///
/// @param offset the first bit that counts; only in IPv6 other than 0 (RFC 8956 §3.1)
record FlowPrefix(Prefix prefix, int offset) {

  FlowPrefix {
    if (offset < 0 || offset > 0 && (prefix.isIpv4() || offset >= prefix.length())) {
      throw new IllegalArgumentException("offset " + offset + " does not go with " + prefix);
    }
  }
}

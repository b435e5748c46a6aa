// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import java.net.InetSocketAddress;

/// A message that came outside DTLS.
///
/// @param message the receiver's from now on
public record PlainMessage(InetSocketAddress from, byte[] message) {}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

/// One authenticated signal session. Given by the transport, never used again after the session
/// closed.
public record SessionId(long value) {}

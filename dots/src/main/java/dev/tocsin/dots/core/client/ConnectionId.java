// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

/// One attempt at a session with a server, and the session when it succeeds. Given by the machine,
/// never used again.
public record ConnectionId(long value) {}

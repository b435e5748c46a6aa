// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

/// The DOTS server's decisions.
final class ServerMachine {}

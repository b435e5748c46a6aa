// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

/// The DOTS client agent's decisions.
final class ClientMachine {}

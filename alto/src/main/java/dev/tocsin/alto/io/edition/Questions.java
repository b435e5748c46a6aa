// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.edition;

import dev.tocsin.alto.core.service.Guidance;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.request.AltoRequestReader;

/// Reads what is asked by POST.
public final class Questions {

  private final AltoRequestReader requests;

  public Questions(AltoRequestReader requests) {
    this.requests = requests;
  }

  /// What a client asked, to be answered by one version or by many.
  @FunctionalInterface
  public interface Question {
    /// @throws dev.tocsin.alto.wire.AltoRefusedException if it asks for what is not offered
    AltoAnswer answer(Guidance guidance);
  }

  /// @throws dev.tocsin.alto.wire.AltoRefusedException if the body is not what a stream begins with
  public AltoRequest.StreamChange streamParameters(byte[] body) {
    return requests.streamParameters(body);
  }

  /// @throws dev.tocsin.alto.wire.AltoRefusedException if the body controls no stream
  public AltoRequest.StreamChange streamControl(byte[] body) {
    return requests.streamControl(body);
  }

  /// @param client where the request comes from
  /// @throws dev.tocsin.alto.wire.AltoRefusedException if the body is not what the service accepts
  public Question read(Service service, byte[] body, TypedAddress client) {
    return switch (service) {
      case Service.FilteredNetworkMap map -> {
        var request = requests.networkMapFilter(body);
        yield guidance -> guidance.filtered(map, request);
      }
      case Service.FilteredCostMap map -> {
        var request = requests.costMapFilter(body);
        yield guidance -> guidance.filtered(map, request);
      }
      case Service.EndpointCosts costs -> {
        var request = requests.endpointCosts(body);
        yield guidance -> guidance.endpointCosts(costs, request, client);
      }
      case Service.EndpointProperties properties -> {
        var request = requests.endpointProperties(body);
        yield guidance -> guidance.properties(properties, request);
      }
      case Service.FilteredPropertyMap map -> {
        var request = requests.propertyMapFilter(body);
        yield guidance -> guidance.filtered(map, request);
      }
      case Service.WholeNetworkMap _, Service.WholeCostMap _ -> throw nothing(service);
      case Service.WholePropertyMap _, Service.UpdateStream _ -> throw nothing(service);
    };
  }

  private static IllegalStateException nothing(Service service) {
    return new IllegalStateException("nothing is asked of " + service);
  }
}

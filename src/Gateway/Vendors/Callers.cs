namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>Tells from a token's claims who is calling (reference: who is the vendor). Pure.</summary>
internal static class Callers
{
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Digdir.Altinn.VendorRegistry.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class MaintenanceNamesNotice : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "Notice",
                table: "maintenance",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_notices_PublishedAt_Id",
                table: "notices",
                columns: new[] { "PublishedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_notices_PublishedAt_Id",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "Notice",
                table: "maintenance");
        }
    }
}
